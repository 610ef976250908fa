import { defineCheck, omit } from '../../core/check.ts';
import { isObject } from '../../fhir/json.ts';
import { valuesAt } from '../../fhir/search/values.ts';
import { CITATION } from '../citations.ts';
import { aboutProfile, type ProfileCheckRow, typeOf } from '../us-core/about-profile.ts';
import { gatheredProbe } from '../us-core/gathered.probe.ts';
import type { Found, Resource } from '../us-core/bundle.ts';
import type { ProfileContext } from '../us-core/profile-context.ts';
import { judgeProfile } from './judge-profile.ts';
import { validate } from './validate.ts';

/** A required binding of a profile. */
export interface BindingRow extends ProfileCheckRow {
  readonly path: string;
  readonly valueSet: string;
}

/** The element of an issue as rows name it: no type, no indexes, no choice of type. */
const pathOf = (expression: string): string =>
  expression
    .replace(/\[\d+\]/g, '')
    .split('.')
    .slice(1)
    .join('.');

/** Extensions are named by the last part of their URL, which the profile ends in. */
const extensionOf = (path: string): string | undefined =>
  /(?:^|\.)extension\.([^.]+)/.exec(path)?.[1];

/** Whether a resource has something at a path; an extension is looked for wherever it stands. */
function isPopulated(resource: Resource, path: string): boolean {
  const extension = extensionOf(path);
  if (extension === undefined) return valuesAt(resource, path).length > 0;
  const [, inner] = /extension\.[^.]+\.([^.]+)$/.exec(path) ?? [];
  const extensions = valuesAt(resource, 'extension').filter(isObject);
  return extensions.some(
    (item) =>
      typeof item['url'] === 'string' &&
      item['url'].endsWith(extension) &&
      (inner === undefined ||
        valuesAt(item, 'extension').some((nested) => isObject(nested) && nested['url'] === inner)),
  );
}

/** Why codes of a value set could not be decided, where that is so for any resource. */
const notCheckedReason = (
  found: readonly Found[],
  { profile, pack }: ProfileContext,
  valueSet: string,
): string | undefined => {
  const [url] = valueSet.split('|');
  return found
    .flatMap(({ resource }) => validate(resource, profile.url, pack.version).notChecked)
    .find(({ what }) => what === `codes of ${url}`)?.why;
};

export const bindingCheck = defineCheck({
  ...aboutProfile(
    ({ path }: BindingRow) => `conformance.binding.${path}`,
    'SHALL',
    CITATION.dataResponseSingle,
  ),
  title: (row: BindingRow) => `${typeOf(row)}.${row.path} uses codes of ${row.valueSet}`,
  failureTitle: (row) => `${typeOf(row)}.${row.path} has codes outside ${row.valueSet}`,
  remedy: ({ valueSet }) => `Use a code of ${valueSet}, which is bound as required.`,
  needs: ({ context }: BindingRow) => ({ gathered: gatheredProbe(context) }),
  judge: ({ gathered }, { context, path, valueSet }) => {
    const found = [...gathered.gathered.values()].flat();
    if (found.length > 0 && !found.some(({ resource }) => isPopulated(resource, path))) {
      return omit(`No ${context.profile.type} found has ${path}.`);
    }
    const extension = extensionOf(path);
    const judgement = judgeProfile(gathered, context, ({ rule, expression, profile }) => {
      if (rule !== 'binding') return false;
      if (extension !== undefined) return profile?.split('|')[0]?.endsWith(extension) === true;
      const place = pathOf(expression);
      return place === path || place.startsWith(`${path}.`);
    });
    const undecided = notCheckedReason(found, context, valueSet);
    const clean = judgement.kind === 'judged' && judgement.findings.length === 0;
    return clean && undecided !== undefined ? omit(`Not checked: ${undecided}.`) : judgement;
  },
});
