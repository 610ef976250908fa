import { defineCheck } from '../../core/check.ts';
import { CITATION } from '../citations.ts';
import { aboutProfile, type ProfileCheckRow, typeOf } from '../us-core/about-profile.ts';
import { gatheredProbe } from '../us-core/gathered.probe.ts';
import { judgeProfile } from './judge-profile.ts';

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
  judge: ({ gathered }, { context, path }) => {
    const extension = extensionOf(path);
    return judgeProfile(gathered, context, ({ rule, expression, profile }) => {
      if (rule !== 'binding') return false;
      if (extension !== undefined) return profile?.split('|')[0]?.endsWith(extension) === true;
      const found = pathOf(expression);
      return found === path || found.startsWith(`${path}.`);
    });
  },
});
