import { isObject } from '../../fhir/json.ts';
import type { MustSupportSlice } from '../../fhir/pack-rows.ts';

/** A fixed value or pattern in a sentence: a code with its system, a text in quotes. */
export function spelt(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  if (isObject(value)) {
    if (Array.isArray(value['coding'])) return value['coding'].map(spelt).join(' and ');
    if (typeof value['code'] === 'string') return `${value['system'] ?? ''}|${value['code']}`;
    if (typeof value['system'] === 'string') return `system ${value['system']}`;
  }
  return JSON.stringify(value) ?? 'none';
}

const MOST_CODES = 4;

/** How members of a slice are told, in words: "code of http://loinc.org|8480-6". */
export const discriminatedBy = ({ discriminators }: MustSupportSlice): string =>
  discriminators
    .map(({ path, value, codes, type }) => {
      const where = path === '$this' ? '' : `${path} `;
      if (codes !== undefined) {
        const more = codes.length > MOST_CODES ? ` or ${codes.length - MOST_CODES} more` : '';
        return `${where}one of ${codes.slice(0, MOST_CODES).join(', ')}${more}`;
      }
      if (type === 'type') return `type ${[value].flat().join(' or ')}`;
      return type === 'exists' ? `${where}present` : `${where}${spelt(value)}`;
    })
    .join(' and ');
