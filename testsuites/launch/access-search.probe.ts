import { defineProbe, lacking, type Lacking, type Probe, type ProbeIo } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { PackRows, ResourceRow, SearchRow } from '../../fhir/pack-rows.ts';
import {
  demandsStatus,
  type SearchParams,
  searchUrl,
  statusParameter,
} from '../us-core/search-run.ts';
import { accessProbe } from './access.ts';
import { clinicalScopes, readable } from './scopes.ts';
import { FHIR_JSON, jsonReply, type JsonReply } from './json-reply.ts';

/** The parameter that ties a search to one patient. */
const patientParam = (type: string): string => (type === 'Patient' ? '_id' : 'patient');

const rowFor = (pack: PackRows, type: string): ResourceRow | undefined =>
  pack.resources.find((resource) => resource.type === type);

/** The shortest search that every US Core server has for the type and one patient. */
const simplestSearch = ({ searches, type }: ResourceRow): SearchRow | undefined =>
  searches
    .filter(
      ({ params, expectation }) => expectation === 'SHALL' && params.includes(patientParam(type)),
    )
    .toSorted((a, b) => a.params.length - b.params.length)[0];

/** The codes that profiles of the type fix or bind at an element. */
const codesAt = (pack: PackRows, type: string, path: string): readonly string[] =>
  pack.profiles
    .filter((profile) => profile.type === type)
    .flatMap(({ seedValues }) => seedValues[path] ?? [])
    .map(({ code }) => code);

const firstValue = (pack: PackRows, row: ResourceRow, name: string): string | undefined =>
  row.searchParams
    .find((param) => param.name === name)
    ?.paths.flatMap(({ path }) => codesAt(pack, row.type, path))[0];

/** The parameters of a search that asks for no more than whether the type may be read. */
export function accessParams(
  pack: PackRows,
  type: string,
  patient: string,
): SearchParams | undefined {
  const row = rowFor(pack, type);
  const search = row && simplestSearch(row);
  if (row === undefined || search === undefined) return undefined;
  const filled = search.params.flatMap((name) => {
    const value = name === patientParam(type) ? patient : firstValue(pack, row, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return filled.length < search.params.length ? undefined : filled;
}

/** Searches a type for one patient under an authorization context, with a status if it must be. */
export async function accessSearch(
  io: ProbeIo,
  { config, pack }: PlanContext,
  type: string,
  patient: string,
  context: string,
): Promise<JsonReply | Lacking> {
  const row = rowFor(pack, type);
  const params = accessParams(pack, type, patient);
  if (row === undefined || params === undefined) {
    return lacking(`${pack.name} ${pack.version} has no search of ${type} by patient to try.`);
  }
  const search = async (wanted: SearchParams): Promise<JsonReply> =>
    jsonReply(
      await io.answer({
        url: searchUrl(config.target.fhirBaseUrl, type, wanted),
        headers: { accept: FHIR_JSON },
        context,
      }),
    );
  const reply = await search(params);
  if (!demandsStatus(reply.exchange)) return reply;
  const status = statusParameter(row, (path) => codesAt(pack, type, path));
  const [value] = status?.values ?? [];
  return status === undefined || value === undefined
    ? reply
    : search([...params, [status.name, value]]);
}

/** Answer to a search for one type under the token of the full-access launch. */
export const accessSearchProbe = (context: PlanContext, type: string): Probe<JsonReply> =>
  defineProbe({
    id: `access-search(${type})`,
    needs: { access: accessProbe(context) },
    gather: async (io, { access }) => {
      const granted = clinicalScopes(access.scopes);
      if (granted.length > 0 && !readable(granted, type, ['patient', 'user'])) {
        return lacking(`No scope to read ${type} was granted, so that a refusal would be right.`);
      }
      if (access.patient === undefined) {
        return lacking('There is no patient to search for: none is in context or configured.');
      }
      return accessSearch(io, context, type, access.patient, access.context);
    },
  });
