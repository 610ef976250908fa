import { defineCheck, judged, skip } from '../../core/check.ts';
import type { AnsweredExchange } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { isObject } from '../../fhir/json.ts';
import { CITATION } from '../citations.ts';
import { type ProfileCheckRow, typeOf } from './about-profile.ts';
import { entriesOf, type Found, nameOf, resourceOf } from './bundle.ts';
import { seedProbe } from './seed.probe.ts';
import { shortName } from './requirement-ids.ts';
import type { SearchDone } from './search-run.ts';

const MODES = ['match', 'include', 'outcome'];

const linkOf = (page: AnsweredExchange, relation: string): string | undefined => {
  const links = resourceOf(page, 'Bundle')?.['link'];
  if (!Array.isArray(links)) return undefined;
  const url = links.filter(isObject).find((link) => link['relation'] === relation)?.['url'];
  return typeof url === 'string' ? url : undefined;
};

const isAbsolute = (url: string): boolean => /^(https?:\/\/|urn:(uuid|oid):)/.test(url);

/** The last path segment of a literal address is the resource's id (FHIR R4, Bundle, bdl-8). */
function fullUrlFindings({ resource, fullUrl, exchange }: Found): readonly Finding[] {
  const about = { resource: nameOf(resource), exchange };
  if (fullUrl === undefined) {
    // A remark about the search is kept nowhere that could be named.
    if (resource.resourceType === 'OperationOutcome') return [];
    return [
      {
        ...differs('Bundle.entry.fullUrl', {
          expected: 'the absolute URL of the resource',
          received: 'none',
          ...about,
        }),
        severity: 'warning',
      },
    ];
  }
  if (!isAbsolute(fullUrl)) {
    return [
      differs('Bundle.entry.fullUrl', {
        expected: 'an absolute URL',
        received: `"${fullUrl}"`,
        ...about,
      }),
    ];
  }
  const agrees = fullUrl.startsWith('urn:') || fullUrl.endsWith(`/${nameOf(resource)}`);
  return agrees
    ? []
    : [
        differs('Bundle.entry.fullUrl', {
          expected: `a URL that ends in ${nameOf(resource)}`,
          received: `"${fullUrl}"`,
          ...about,
        }),
      ];
}

/** A match is labelled as one, and what is no match is not. */
function modeFindings({ resource, mode, exchange }: Found, type: string): readonly Finding[] {
  if (mode === undefined) return [];
  const about = { resource: nameOf(resource), exchange };
  const outcome = resource.resourceType === 'OperationOutcome';
  const fits = outcome ? mode === 'outcome' : resource.resourceType !== type || mode === 'match';
  if (MODES.includes(mode) && fits) return [];
  return [
    differs('Bundle.entry.search.mode', {
      expected: outcome ? '"outcome"' : '"match"',
      received: `"${mode}"`,
      ...about,
    }),
  ];
}

/**
 * The number of matches on all pages. It may be left out or estimated (FHIR R4, 3.1.1.5.2), so that
 * a client learns of a difference and nothing is held against the server.
 */
function totalFindings({ pages, entries, type, cutShort }: SearchDone): readonly Finding[] {
  const [first] = pages;
  const total = first === undefined ? undefined : resourceOf(first, 'Bundle')?.['total'];
  if (first === undefined || typeof total !== 'number' || cutShort !== undefined) return [];
  const matches = entries.filter(({ resource }) => resource.resourceType === type).length;
  if (total === matches) return [];
  const differing = differs('Bundle.total', {
    expected: `${matches}, the number of matches on all pages, or an estimate of it`,
    received: String(total),
    exchange: first.index,
  });
  return [{ ...differing, severity: 'information' }];
}

function searchFindings(done: SearchDone): readonly Finding[] {
  const pages = done.pages.filter((page) => resourceOf(page, 'Bundle') !== undefined);
  const [first] = pages;
  if (first === undefined) return [];
  const self: readonly Finding[] =
    linkOf(first, 'self') === undefined
      ? [
          differs('Bundle.link', {
            expected: 'a self link with the parameters used',
            received: 'none',
            exchange: first.index,
          }),
        ]
      : [];
  const entries = pages.flatMap(entriesOf);
  return [
    ...self,
    ...entries.flatMap(fullUrlFindings),
    ...entries.flatMap((entry) => modeFindings(entry, done.type)),
    ...totalFindings(done),
  ];
}

/** Few of the same kind say it all. */
const MOST_FINDINGS = 20;

export const searchBundleCheck = defineCheck({
  id: ({ context }: ProfileCheckRow) => `${shortName(context.profile.id)}.search.bundle`,
  level: 'SHALL',
  citations: [CITATION.searchSingle],
  requirements: [],
  advice: true,
  title: (row: ProfileCheckRow) => `${typeOf(row)} searches come as well-formed searchset Bundles`,
  failureTitle: (row) => `${typeOf(row)} searches do not come as well-formed searchset Bundles`,
  remedy:
    'Give each searchset a self link with the parameters used, each entry an absolute fullUrl and the right search.mode (FHIR R4, 3.1.1.1 and Bundle).',
  needs: ({ context }: ProfileCheckRow) => ({ seed: seedProbe(context) }),
  judge: ({ seed }, row) => {
    const answered = seed.searches.filter(({ done }) =>
      done.pages.some((page) => resourceOf(page, 'Bundle') !== undefined),
    );
    if (answered.length === 0) return skip(`No ${typeOf(row)} search was answered with a Bundle.`);
    const findings = answered.flatMap(({ done }) => searchFindings(done));
    return judged(findings.slice(0, MOST_FINDINGS), `${answered.length} searches`);
  },
});
