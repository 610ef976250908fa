import type { Urls } from './http.ts';
import { typeRows, type SearchParameter, type TypeRow } from './search-parameters.ts';
import type { Breakage } from './faults.ts';

const US_CORE = 'http://hl7.org/fhir/us/core';
const EXPECTATION = 'http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation';
const COMBINATION =
  'http://hl7.org/fhir/StructureDefinition/capabilitystatement-search-parameter-combination';
const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';

export type UsCoreVersion = '6.1.0' | '7.0.0';

/** Canonicals of the profiles that a type supports under a version of US Core. */
export const profilesOf = (row: TypeRow, usCore: UsCoreVersion): readonly string[] =>
  row.profiles
    .filter((name) => usCore === '7.0.0' || !name.startsWith('7:'))
    .map((name) => `${US_CORE}/StructureDefinition/${name.replace('7:', '')}`);

/** What the sandbox says of itself at `[base]/metadata`. */
export function capabilityStatement(
  urls: Urls,
  usCore: UsCoreVersion,
  breakage: Breakage,
): Record<string, unknown> {
  const { broken } = breakage;
  return {
    resourceType: 'CapabilityStatement',
    id: 'sandbox',
    url: `${urls.fhir}/CapabilityStatement/sandbox`,
    version: '1.0.0',
    name: 'SandboxEhr',
    title: 'Sandbox EHR',
    status: broken('metadata-invalid') ? 'in-force' : 'active',
    date: '2026-11-01',
    publisher: 'Assay',
    description: 'A sample EHR with synthetic patients for trying out tests.',
    kind: 'instance',
    ...(broken('metadata-no-instantiates')
      ? {}
      : {
          instantiates: [
            `${US_CORE}/CapabilityStatement/us-core-server`,
            ...(broken('metadata-no-bulk-instantiates')
              ? []
              : ['http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data']),
          ],
        }),
    software: { name: 'Assay sandbox', version: '1.0.0' },
    implementation: { description: 'Sandbox EHR', url: urls.fhir },
    fhirVersion: broken('metadata-wrong-fhir-version') ? '3.0.2' : '4.0.1',
    format: [
      ...(broken('metadata-no-json-format') ? [] : ['application/fhir+json', 'json']),
      ...(broken('metadata-no-xml-format') ? [] : ['application/fhir+xml', 'xml']),
    ],
    implementationGuide: [`${US_CORE}/ImplementationGuide/hl7.fhir.us.core|${usCore}`],
    rest: [
      {
        mode: 'server',
        documentation:
          'Every request but metadata and discovery wants an access token of SMART App Launch.',
        security: {
          ...(broken('metadata-no-oauth-uris') ? {} : { extension: [oauthUris(urls)] }),
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'SMART-on-FHIR',
                  display: 'SMART-on-FHIR',
                },
              ],
              text: 'OAuth2 using SMART-on-FHIR profile (see http://docs.smarthealthit.org)',
            },
          ],
        },
        resource: [
          ...[...typeRows.values()].map((row) => resourceEntry(row, usCore, breakage)),
          groupEntry(breakage),
        ],
        ...(breakage.varies('bulk-no-options') ? {} : { operation: [SYSTEM_EXPORT] }),
      },
    ],
  };
}

const oauthUris = ({ issuer }: Urls): object => ({
  url: OAUTH_URIS,
  extension: [
    { url: 'authorize', valueUri: `${issuer}/authorize` },
    { url: 'token', valueUri: `${issuer}/token` },
    { url: 'introspect', valueUri: `${issuer}/introspect` },
    { url: 'revoke', valueUri: `${issuer}/revoke` },
  ],
});

/** Exports of all patients (Bulk Data 2.0, CapabilityStatement). */
const PATIENT_EXPORT = {
  name: 'export',
  definition: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/patient-export',
};

/** Exports of the system as a whole (Bulk Data 2.0, CapabilityStatement). */
const SYSTEM_EXPORT = {
  name: 'export',
  definition: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export',
};

/** Exports of groups (Bulk Data 2.0, CapabilityStatement). */
const groupEntry = ({ broken }: Breakage): object => ({
  type: 'Group',
  interaction: [{ code: 'read' }],
  ...(broken('metadata-no-group-operation')
    ? {}
    : {
        operation: [
          broken('metadata-export-misnamed')
            ? { name: 'bulk', definition: 'http://example.org/OperationDefinition/bulk' }
            : {
                name: 'export',
                definition: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/group-export',
              },
        ],
      }),
});

function resourceEntry(row: TypeRow, usCore: UsCoreVersion, breakage: Breakage): object {
  const { broken } = breakage;
  const profiles = profilesOf(row, usCore).filter(
    (profile) => !broken(`metadata-lacks-profile:${profile.slice(profile.lastIndexOf('/') + 1)}`),
  );
  const combinations = row.combinations.map((written) => combination(written));
  const documentsStatus = breakage.varies(`status-required:${row.type}`);
  return {
    ...(combinations.length === 0 ? {} : { extension: combinations }),
    type: row.type,
    ...(profiles.length === 0 ? {} : { supportedProfile: profiles }),
    ...(documentsStatus
      ? {
          documentation: `A search for ${row.type} has to name a status; without one it is refused.`,
        }
      : {}),
    interaction: [
      { code: 'read' },
      { code: 'vread' },
      { code: 'history-instance' },
      { code: 'search-type' },
    ],
    versioning: 'versioned',
    readHistory: true,
    referencePolicy: ['literal', 'resolves'],
    ...(row.include.length === 0
      ? {}
      : { searchInclude: row.include.map((name) => `${row.type}:${name}`) }),
    ...(row.revinclude ? { searchRevInclude: ['Provenance:target'] } : {}),
    searchParam: row.parameters.map((parameter) => parameterEntry(row, parameter)),
    ...(row.type === 'Patient' && !breakage.varies('bulk-no-options')
      ? { operation: [PATIENT_EXPORT] }
      : {}),
  };
}

const expectation = (code: string): object => ({ url: EXPECTATION, valueCode: code });

const combination = (written: string): object => ({
  url: COMBINATION,
  extension: [
    expectation(written.startsWith('!') ? 'SHALL' : 'SHOULD'),
    ...written
      .replace('!', '')
      .split('+')
      .map((name) => ({ url: 'required', valueString: name })),
  ],
});

const COMMON_DEFINITIONS: Readonly<Record<string, string>> = {
  _id: 'http://hl7.org/fhir/SearchParameter/Resource-id',
  _lastUpdated: 'http://hl7.org/fhir/SearchParameter/Resource-lastUpdated',
};

/** Parameters that US Core has not redefined. */
const OF_BASE_FHIR = new Set(['participant', 'medication', 'target', 'endpoint']);

const parameterEntry = ({ type, profiles }: TypeRow, parameter: SearchParameter): object => {
  const { name } = parameter;
  const ownOfUsCore = profiles.length > 0 && !OF_BASE_FHIR.has(name);
  const definition =
    COMMON_DEFINITIONS[name] ??
    (ownOfUsCore
      ? `${US_CORE}/SearchParameter/us-core-${type.toLowerCase()}-${name}`
      : `http://hl7.org/fhir/SearchParameter/${type}-${name}`);
  return {
    ...(parameter.shall ? { extension: [expectation('SHALL')] } : {}),
    name,
    definition,
    type: parameter.type,
  };
};
