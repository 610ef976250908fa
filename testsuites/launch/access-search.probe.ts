import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { PackRows, SearchParamRow, SearchRow } from '../../fhir/pack-rows.ts';
import { accessProbe } from './access.ts';
import { FHIR_JSON, jsonReply, objectIn, type JsonReply } from './json-reply.ts';

/** The parameter that ties a search to one patient. */
const patientParam = (type: string): string => (type === 'Patient' ? '_id' : 'patient');

/** The shortest search that every US Core server has for the type and one patient. */
const simplestSearch = (pack: PackRows, type: string): SearchRow | undefined =>
  pack.resources
    .find((resource) => resource.type === type)
    ?.searches.filter(
      ({ params, expectation }) => expectation === 'SHALL' && params.includes(patientParam(type)),
    )
    .toSorted((a, b) => a.params.length - b.params.length)[0];

const paramOf = (pack: PackRows, type: string, name: string): SearchParamRow | undefined =>
  pack.resources
    .find((resource) => resource.type === type)
    ?.searchParams.find((param) => param.name === name);

/** The first value that a profile of the type fixes or binds where this parameter looks. */
function firstValue(pack: PackRows, type: string, name: string): string | undefined {
  const paths = paramOf(pack, type, name)?.paths.map(({ path }) => path) ?? [];
  const values = pack.profiles
    .filter((profile) => profile.type === type)
    .flatMap(({ seedValues }) => paths.flatMap((path) => seedValues[path] ?? []));
  return values[0]?.code;
}

/** The query of a search that asks for no more than whether the type may be read. */
export function accessQuery(pack: PackRows, type: string, patient: string): string | undefined {
  const search = simplestSearch(pack, type);
  if (search === undefined) return undefined;
  const own = patientParam(type);
  const others = search.params.filter((name) => name !== own);
  const pairs = others.map((name) => [name, firstValue(pack, type, name)] as const);
  const filled = pairs.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  return filled.length < pairs.length
    ? undefined
    : new URLSearchParams([[own, patient] as [string, string], ...filled]).toString();
}

/** Whether the server refused for want of a status, as US Core lets it (General guidance, search). */
const wantsStatus = (reply: JsonReply): boolean =>
  reply.exchange.response.status === 400 &&
  objectIn(reply)?.['resourceType'] === 'OperationOutcome';

/** Answer to a search for one type under the token of the full-access launch. */
export const accessSearchProbe = (context: PlanContext, type: string): Probe<JsonReply> =>
  defineProbe({
    id: `access-search(${type})`,
    needs: { access: accessProbe(context) },
    gather: async (io, { access }) => {
      const { config, pack } = context;
      if (access.patient === undefined) {
        return lacking('There is no patient to search for: none is in context or configured.');
      }
      const query = accessQuery(pack, type, access.patient);
      if (query === undefined) {
        return lacking(`${pack.name} ${pack.version} has no search of ${type} by patient to try.`);
      }
      const search = async (extra: string): Promise<JsonReply> =>
        jsonReply(
          await io.answer({
            url: `${config.target.fhirBaseUrl}/${type}?${query}${extra}`,
            headers: { accept: FHIR_JSON },
            context: access.context,
          }),
        );
      const reply = await search('');
      const status = firstValue(pack, type, 'status');
      return wantsStatus(reply) && status !== undefined
        ? search(`&status=${encodeURIComponent(status)}`)
        : reply;
    },
  });
