import type { Exchange } from '../../core/exchange.ts';
import { defineProbe, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { isObject } from '../../fhir/json.ts';
import { valuesAt } from '../../fhir/search/values.ts';
import { everything, gatheredOf, ofType } from '../us-core/all-gathered.probe.ts';
import type { Found } from '../us-core/bundle.ts';
import { reachProbe } from '../us-core/profile-context.ts';
import { attachmentAddress } from './attachment-address.ts';

/** An attachment told by URL, and what came from there. */
export interface Attached {
  readonly from: Found;
  /** Where in the resource it stands. */
  readonly path: string;
  readonly url: string;
  /** What the resource says that it is. */
  readonly contentType?: string;
  readonly exchange: Exchange;
}

export interface AttachmentEvidence {
  /** How many different URLs there are. */
  readonly total: number;
  readonly attached: readonly Attached[];
  /** Whether the token's scopes reach Binary, as far as the server told them. */
  readonly mayReadBinary: boolean;
}

/** Enough to see how a server keeps attachments; a record may have thousands. */
const MOST_FETCHED = 20;

const PLACES = [
  { type: 'DocumentReference', path: 'content.attachment' },
  { type: 'DiagnosticReport', path: 'presentedForm' },
] as const;

const attachmentsOf = (found: readonly Found[], base: string) =>
  found.flatMap((from) =>
    PLACES.filter(({ type }) => from.resource.resourceType === type).flatMap(({ type, path }) =>
      valuesAt(from.resource, path)
        .filter(isObject)
        .flatMap(({ url, contentType }) => {
          const address = typeof url === 'string' ? attachmentAddress(url, base) : undefined;
          if (address === undefined) return [];
          const { href, protocol } = address;
          if (protocol !== 'https:' && protocol !== 'http:') return [];
          return [
            {
              from,
              path: `${type}.${path}`,
              url: href,
              ...(typeof contentType === 'string' ? { contentType } : {}),
            },
          ];
        }),
    ),
  );

const reachesBinary = (scopes: readonly string[]): boolean =>
  scopes.some((scope) => /\/(Binary|\*)\.(read|\*|c?ru?d?s?)(\?|$)/.test(scope));

/** Gets what documents and reports attach by URL, each once. */
export const attachmentsProbe = (context: PlanContext): Probe<AttachmentEvidence> => {
  const base = context.config.target.fhirBaseUrl;
  return defineProbe({
    id: 'attachments',
    needs: {
      reports: gatheredOf(context, 'DiagnosticReport', ofType('DiagnosticReport')),
      documents: gatheredOf(context, 'DocumentReference', ofType('DocumentReference')),
      reach: reachProbe(context),
    },
    gather: async (io, { reports, documents, reach: { access } }) => {
      const all = attachmentsOf([...everything(documents), ...everything(reports)], base);
      const distinct = [...new Map(all.toReversed().map((each) => [each.url, each])).values()];
      const attached = await io.each(distinct.slice(0, MOST_FETCHED), async (each) => ({
        ...each,
        exchange: await io.ask({
          url: each.url,
          headers: { accept: `${each.contentType ?? '*/*'}, */*;q=0.5` },
          followRedirects: true,
          ...(each.url.startsWith(`${base}/`) ? { context: access.context } : {}),
        }),
      }));
      return {
        total: distinct.length,
        attached,
        mayReadBinary: reachesBinary(access.scopes),
      };
    },
  });
};
