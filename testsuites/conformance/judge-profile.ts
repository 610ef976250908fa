import { type Judgement, judged, skip } from '../../core/check.ts';
import type { Finding } from '../../core/finding.ts';
import type { Issue } from '../../fhir/validator.ts';
import { type Found, placeOf } from '../us-core/bundle.ts';
import type { ProfileContext } from '../us-core/profile-context.ts';
import type { SeedEvidence } from '../us-core/seed.probe.ts';
import { validate } from './validate.ts';

/** More findings than this of one check help nobody; the rest is counted. */
const MOST_FINDINGS = 200;

const isError = ({ severity }: Issue): boolean => severity === 'error' || severity === 'fatal';

const findingOf = (issue: Issue, found: Found): Finding => ({
  severity: isError(issue) ? 'error' : 'information',
  message: `${issue.expression}: ${issue.message} (${issue.rule}).`,
  expression: issue.expression,
  resource: placeOf(found),
  exchange: found.exchange,
  ...(issue.expected === undefined ? {} : { expected: issue.expected }),
  ...(issue.received === undefined ? {} : { received: issue.received }),
});

/**
 * Each gathered resource against the profile, judged by those issues that a check is about. Of the
 * checks that share a validation one alone tells what it could not decide.
 */
export function judgeProfile(
  { gathered }: SeedEvidence,
  { profile, pack }: ProfileContext,
  isAbout: (issue: Issue) => boolean,
  tellsNotChecked = false,
): Judgement {
  const found = [...gathered.values()].flat();
  if (found.length === 0) {
    const none = `No ${profile.type} was found for any patient; load at least one.`;
    return skip(none, undefined, none);
  }
  const notChecked = new Map<string, { what: string; why: string; count: number }>();
  const findings = found.flatMap((each) => {
    const validation = validate(each.resource, profile.url, pack.version);
    for (const item of validation.notChecked) {
      const key = `${item.what}\n${item.why}`;
      const known = notChecked.get(key);
      if (known === undefined) notChecked.set(key, { ...item });
      else known.count += item.count;
    }
    return validation.issues.filter(isAbout).map((issue) => findingOf(issue, each));
  });
  const errors = findings.filter(({ severity }) => severity === 'error');
  const kept = [...errors, ...findings.filter((finding) => !errors.includes(finding))];
  const left = kept.length - MOST_FINDINGS;
  return {
    ...judged(
      left > 0
        ? [
            ...kept.slice(0, MOST_FINDINGS),
            { severity: 'information', message: `${left} more findings are left out.` },
          ]
        : kept,
      `${found.length} ${profile.type} resources`,
    ),
    ...(tellsNotChecked ? { notChecked: [...notChecked.values()] } : {}),
  };
}
