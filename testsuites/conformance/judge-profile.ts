import { type Judgement, judged, skip } from '../../core/check.ts';
import type { Finding } from '../../core/finding.ts';
import { isObject } from '../../fhir/json.ts';
import type { Issue } from '../../fhir/validator.ts';
import { type Found, placeOf } from '../us-core/bundle.ts';
import type { ProfileContext } from '../us-core/profile-context.ts';
import type { SeedEvidence } from '../us-core/seed.probe.ts';
import { validate } from './validate.ts';

/** More findings than this of one check help nobody; the rest is counted. */
const MOST_FINDINGS = 200;

const isError = ({ severity }: Issue): boolean => severity === 'error' || severity === 'fatal';

const told = ({ expression, message, rule }: Issue): string =>
  `${expression}: ${message} (${rule}).`;

/** Profiles beside the one demanded that a resource says it conforms to (FHIR R4, Meta.profile). */
const furtherClaims = ({ resource: { meta } }: Found, demanded: string): readonly string[] => {
  const claimed = isObject(meta) && Array.isArray(meta['profile']) ? meta['profile'] : [];
  return claimed.filter(
    (url): url is string => typeof url === 'string' && url.split('|')[0] !== demanded,
  );
};

/**
 * Issues that are there only because the resource claims further profiles: they are the server's
 * own word broken, and no departure from the profile demanded.
 */
function issuesOfClaims(
  { resource }: Found,
  claims: readonly string[],
  { profile, pack }: ProfileContext,
): ReadonlySet<string> {
  if (claims.length === 0) return new Set();
  const meta = isObject(resource['meta']) ? resource['meta'] : {};
  const alone = { ...resource, meta: { ...meta, profile: [] } };
  const demanded = new Set(validate(alone, profile.url, pack.version).issues.map(told));
  const all = validate(resource, profile.url, pack.version).issues.map(told);
  return new Set(all.filter((text) => !demanded.has(text)));
}

const claimedBy = (claims: readonly string[]) => ({
  message: ` The resource claims ${claims.length === 1 ? 'this profile' : 'these profiles'} in meta.profile: ${claims.join(', ')}.`,
  remedy: 'Mend the resource, or let meta.profile name only profiles that it conforms to.',
});

const findingOf = (issue: Issue, found: Found): Finding => ({
  severity: isError(issue) ? 'error' : 'information',
  message: told(issue),
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
  context: ProfileContext,
  isAbout: (issue: Issue) => boolean,
  tellsNotChecked = false,
): Judgement {
  const { profile, pack } = context;
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
    const about = validation.issues.filter(isAbout);
    const claims = about.some(isError) ? furtherClaims(each, profile.url) : [];
    const broken = issuesOfClaims(each, claims, context);
    return about.map((issue) => {
      const finding = findingOf(issue, each);
      if (!broken.has(told(issue))) return finding;
      const { message, remedy } = claimedBy(claims);
      return { ...finding, message: finding.message + message, remedy };
    });
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
