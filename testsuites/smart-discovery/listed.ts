import { type Judgement, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { described, stringsIn } from '../launch/json-reply.ts';
import type { SmartConfiguration } from '../launch/smart-configuration.probe.ts';

/** Lists that are not there fail the check of their own field, and that alone. */
export const withoutList = (
  { json, exchange }: SmartConfiguration,
  name: string,
): Judgement | undefined =>
  Array.isArray(json[name])
    ? undefined
    : skip(`The SMART configuration has no list ${name} to look at.`, exchange);

/** Judges whether a list of the SMART configuration holds a value, spelt exactly so. */
export function judgeListed(
  configuration: SmartConfiguration,
  list: string,
  value: string,
): Judgement {
  const missing = withoutList(configuration, list);
  if (missing !== undefined) return missing;
  const { exchange, json } = configuration;
  const held = json[list];
  if (stringsIn(held).includes(value)) return judged([]);
  const received = described(held);
  return judged([differs(list, { expected: `"${value}" among them`, received, exchange })]);
}
