import type { Handshake } from '../../core/handshake.ts';
import type { Needs } from '../../core/check.ts';
import {
  attempted,
  type Attempt,
  defineProbe,
  type Lacking,
  lacking,
  notAsked,
  type Probe,
  type ProbeIo,
} from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { TLS_VERSIONS } from '../../core/tls-port.ts';
import { bulkBase, NO_GROUP } from '../bulk/bulk-target.ts';
import { filesProbe, type FilesRead } from '../bulk/files.probe.ts';
import { filesIn, manifestProbe } from '../bulk/manifest.probe.ts';
import {
  endpointIn,
  type SmartConfiguration,
  smartConfigurationProbe,
} from '../launch/smart-configuration.probe.ts';
import { TLS_ENDPOINTS, type TlsEndpoint } from './endpoints.ts';

/** What was found where an endpoint is. */
export interface EndpointTls {
  /** Four handshakes for each address that is reached over TLS. */
  readonly handshakes: readonly Handshake[];
  /** Addresses without TLS. */
  readonly plain: readonly string[];
  /** Addresses without TLS to which no network leads: they stand for others. */
  readonly loopback: readonly string[];
  /** The exchange that named the addresses. */
  readonly exchange?: number;
}

const isLoopback = ({ hostname }: URL): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/** Whether the target itself is a server on this machine without TLS, as in a trial. */
const isTrial = ({ config }: PlanContext): boolean => {
  const base = URL.parse(config.target.fhirBaseUrl);
  return base?.protocol === 'http:' && isLoopback(base);
};

async function look(
  io: ProbeIo,
  context: PlanContext,
  urls: readonly string[],
  exchange?: number,
): Promise<EndpointTls> {
  const places = [...new Map(urls.map((url) => [new URL(url).origin, new URL(url)])).values()];
  const plain = places.filter(({ protocol }) => protocol === 'http:');
  const stands = plain.filter((url) => isTrial(context) && isLoopback(url));
  const requests = places
    .filter(({ protocol }) => protocol === 'https:')
    .flatMap(({ hostname: host, port }) =>
      TLS_VERSIONS.map((version) => ({ host, port: port === '' ? 443 : Number(port), version })),
    );
  return {
    handshakes: await io.each(requests, (request) => io.handshake(request)),
    plain: plain.filter((url) => !stands.includes(url)).map(({ origin }) => origin),
    loopback: stands.map(({ origin }) => origin),
    ...(exchange === undefined ? {} : { exchange }),
  };
}

/** A probe of addresses that the discovery document names. */
const discovered = (
  context: PlanContext,
  name: string,
  member: string,
  without: (configuration: SmartConfiguration) => Lacking,
): Probe<EndpointTls> =>
  defineProbe({
    id: `tls(${name})`,
    needs: { configuration: smartConfigurationProbe(context) },
    gather: async (io, { configuration }) => {
      const url = endpointIn(configuration, member);
      return url === undefined
        ? without(configuration)
        : look(io, context, [url], configuration.exchange);
    },
  });

const missing =
  (member: string) =>
  ({ exchange }: SmartConfiguration): Lacking =>
    lacking(`There is no address to look at: the SMART configuration has no ${member}.`, exchange);

const optional = (member: string) => (): Lacking =>
  notAsked(`The SMART configuration has no ${member}.`);

const fixed = (context: PlanContext, name: string, url: string | Lacking): Probe<EndpointTls> =>
  defineProbe<Needs, EndpointTls>({
    id: `tls(${name})`,
    needs: {},
    gather: async (io) => (typeof url === 'string' ? look(io, context, [url]) : url),
  });

const files = (context: PlanContext): Probe<EndpointTls> =>
  defineProbe({
    id: 'tls(bulk-files)',
    needs: { manifest: manifestProbe(context), read: attempted(filesProbe(context)) },
    gather: async (io, { manifest, read }) => {
      const listed = filesIn(manifest, 'output').map(({ url }) => url);
      const urls = [...listed, ...('brought' in read ? redirectedTo(read.brought) : [])];
      return urls.length === 0
        ? lacking('The export has no file whose address could be looked at.')
        : look(io, context, urls, manifest.exchange.index);
    },
  });

/** Where files came from that their own addresses led elsewhere. */
const redirectedTo = ({ files }: FilesRead): readonly string[] =>
  files.filter(({ redirects }) => redirects > 0).map(({ exchange }) => exchange.request.url);

/** Handshakes with whatever listens at the addresses of an endpoint. */
export function endpointTlsProbe(
  context: PlanContext,
  { name }: Pick<TlsEndpoint, 'name'>,
): Probe<EndpointTls> {
  switch (name) {
    case 'fhir':
      return fixed(context, name, context.config.target.fhirBaseUrl);
    case 'authorize':
      return discovered(context, name, 'authorization_endpoint', missing('authorization_endpoint'));
    case 'token':
    case 'bulk-token':
      return discovered(context, name, 'token_endpoint', missing('token_endpoint'));
    case 'introspection':
      return discovered(
        context,
        name,
        'introspection_endpoint',
        optional('introspection_endpoint'),
      );
    case 'jwks':
      return discovered(context, name, 'jwks_uri', optional('jwks_uri'));
    case 'bulk-server':
      return fixed(
        context,
        name,
        context.config.bulk === undefined ? lacking(NO_GROUP) : bulkBase(context),
      );
    case 'bulk-files':
      return files(context);
    default:
      return name satisfies never;
  }
}

/** What was found at all endpoints together. */
export interface TlsSurvey extends EndpointTls {
  /** Endpoints that could not be looked at, and why. */
  readonly unseen: readonly { readonly title: string; readonly why: string }[];
}

type Attempts = Readonly<Record<string, Attempt<EndpointTls>>>;

/** Every endpoint that could be looked at; one that could not be keeps no other from it. */
export const tlsSurveyProbe = (context: PlanContext): Probe<TlsSurvey> =>
  defineProbe<Needs, TlsSurvey>({
    id: 'tls-survey',
    needs: Object.fromEntries(
      TLS_ENDPOINTS.map((row) => [row.name, attempted(endpointTlsProbe(context, row))]),
    ),
    gather: async (_io, attempts) => surveyOf(attempts as Attempts),
  });

function surveyOf(attempts: Attempts): TlsSurvey {
  const brought = Object.values(attempts).flatMap((attempt) =>
    'brought' in attempt ? [attempt.brought] : [],
  );
  const handshakes = new Map(
    brought.flatMap((each) => each.handshakes).map((each) => [each.index, each]),
  );
  return {
    handshakes: [...handshakes.values()],
    plain: [...new Set(brought.flatMap(({ plain }) => plain))],
    loopback: [...new Set(brought.flatMap(({ loopback }) => loopback))],
    unseen: TLS_ENDPOINTS.flatMap(({ name, title }) => {
      const attempt = attempts[name];
      return attempt !== undefined && 'without' in attempt && attempt.without.kind !== 'omit'
        ? [{ title, why: attempt.without.lacking }]
        : [];
    }),
  };
}
