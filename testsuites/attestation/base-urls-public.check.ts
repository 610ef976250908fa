import { defineCheck } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { isJsonObject, type JsonObject } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import { validateLine } from '../conformance/validate.ts';
import { described, describedAnswer, jsonReply, objectIn } from '../launch/json-reply.ts';
import type { Resource } from '../us-core/bundle.ts';
import { decided, type Tried } from './decided.ts';
import { baseUrlsProbe, isClosed, type PublishedPage } from './published.probe.ts';
import { BASE_URLS as ROW } from './questions.ts';

const resourcesIn = (bundle: JsonObject): readonly JsonObject[] =>
  (Array.isArray(bundle['entry']) ? bundle['entry'] : [])
    .filter(isJsonObject)
    .map((entry) => entry['resource'])
    .filter((resource) => isJsonObject(resource));

const ofType = (resources: readonly JsonObject[], type: string): readonly JsonObject[] =>
  resources.filter(({ resourceType }) => resourceType === type);

const nameOf = ({ resourceType, id }: JsonObject): string =>
  `${String(resourceType)}/${typeof id === 'string' ? id : '?'}`;

const isWeb = (value: unknown): boolean =>
  typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '');

/** Every Endpoint has an address, every Organization says who it is (170.404(b)(2)). */
const memberFindings = (resources: readonly JsonObject[], exchange: number): Finding[] => [
  ...ofType(resources, 'Endpoint')
    .filter(({ address }) => !isWeb(address))
    .map((endpoint) =>
      differs('Endpoint.address', {
        expected: 'a URL',
        received: described(endpoint['address']),
        resource: nameOf(endpoint),
        exchange,
      }),
    ),
  ...ofType(resources, 'Organization').flatMap((organization) =>
    (['name', 'identifier', 'address', 'endpoint'] as const)
      .filter((member) => organization[member] === undefined)
      .map((member) =>
        differs(`Organization.${member}`, {
          expected: 'a value',
          received: 'nothing',
          resource: nameOf(organization),
          severity: member === 'endpoint' ? 'warning' : 'error',
          exchange,
        }),
      ),
  ),
];

/** The first things that are wrong by FHIR itself. */
const MOST_ISSUES = 5;

function formFindings(bundle: Resource, usCore: string, exchange: number): Finding[] {
  return validateLine(bundle, [], usCore)
    .issues.filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .slice(0, MOST_ISSUES)
    .map(({ expression, message }) =>
      differs(expression ?? 'Bundle', { expected: 'valid FHIR', received: message, exchange }),
    );
}

function tried({ url, exchange }: PublishedPage, { config }: PlanContext): Tried {
  if (!isAnswered(exchange)) {
    return { open: `${url} did not answer: ${exchange.noAnswer.detail}.` };
  }
  const reply = jsonReply(exchange);
  const { index, response } = exchange;
  const bundle = objectIn(reply);
  if (isClosed(exchange) || (response.status === 200 && bundle?.['resourceType'] !== 'Bundle')) {
    const contrast = { expected: 'a Bundle open to all', received: describedAnswer(reply) };
    return { findings: [differs(url, { ...contrast, exchange: index })] };
  }
  if (bundle === undefined || response.status !== 200) {
    return { open: `${url} answered ${describedAnswer(reply)}.` };
  }
  const resources = resourcesIn(bundle);
  const missing = ['Endpoint', 'Organization']
    .filter((type) => ofType(resources, type).length === 0)
    .map((type) =>
      differs(`Bundle.entry of type ${type}`, {
        expected: 'at least one',
        received: 'none',
        exchange: index,
      }),
    );
  const findings = [
    ...missing,
    ...memberFindings(resources, index),
    ...formFindings(bundle as unknown as Resource, config.options.usCore, index),
  ];
  if (findings.length > 0) return { findings };
  const [endpoints, organizations] = ['Endpoint', 'Organization'].map(
    (type) => ofType(resources, type).length,
  );
  return { shown: `${endpoints} Endpoint, ${organizations} Organization at ${url}` };
}

/** 170.404(b)(2) and visual inspection 11.14: fetched as anybody may, and looked at. */
export const baseUrlsPublic = (context: PlanContext) =>
  defineCheck({
    id: ROW.requirement,
    level: 'SHALL',
    needs: { published: baseUrlsProbe(context) },
    title: ROW.title,
    failureTitle: 'Service base URLs are not properly published',
    remedy:
      'Publish a Bundle of Endpoint (address) and Organization (name, identifier, address, endpoint) that anybody can fetch without a token.',
    citations: ROW.citations,
    requirements: [ROW.requirement],
    judge: ({ published: { page } }) =>
      decided(
        context,
        ROW,
        page === undefined
          ? {
              open: 'The address in published.serviceBaseUrls of the configuration is fetched and looked at.',
            }
          : tried(page, context),
      ),
  });
