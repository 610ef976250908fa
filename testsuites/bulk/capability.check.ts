import { defineCheck, judged, type Judgement } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import {
  type CapabilityStatement,
  capabilityStatementProbe,
} from '../capability/capability-statement.probe.ts';
import {
  describedAnswer,
  FHIR_JSON,
  jsonReply,
  objectIn,
  stringsIn,
} from '../launch/json-reply.ts';
import { bulkBase } from './bulk-target.ts';

const EXPORT = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/group-export';
const BULK = 'http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data';

/** The statement of the bulk server, which may be another than the target. */
export const bulkStatementProbe = (context: PlanContext): Probe<CapabilityStatement> => {
  const base = bulkBase(context);
  if (base === context.config.target.fhirBaseUrl) return capabilityStatementProbe(context);
  return defineProbe({
    id: 'bulk-capability-statement',
    needs: {},
    gather: async (io) => {
      const reply = jsonReply(
        await io.answer({ url: `${base}/metadata`, headers: { accept: FHIR_JSON } }),
      );
      const resource = objectIn(reply);
      return resource?.['resourceType'] === 'CapabilityStatement'
        ? { exchange: reply.exchange.index, resource }
        : lacking(
            `The bulk server has no capability statement: ${describedAnswer(reply)}.`,
            reply.exchange.index,
          );
    },
  });
};

const listOf = (value: JsonValue | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

/** Operations that a statement announces on a type, or on the system as a whole. */
export const announced = ({ rest }: JsonObject, on: string): readonly JsonObject[] =>
  on === 'system'
    ? listOf(rest).flatMap(({ operation }) => listOf(operation))
    : listOf(rest)
        .flatMap(({ resource }) => listOf(resource))
        .filter(({ type }) => type === on)
        .flatMap(({ operation }) => listOf(operation));

const operationsOf = (statement: JsonObject): readonly JsonObject[] =>
  announced(statement, 'Group');

const isExact = (canonical: string, wanted: string): boolean => canonical.split('|')[0] === wanted;

/** What the bulk server says of its exports (Bulk Data, CapabilityStatement). */
export interface StatedRow {
  readonly id: 'group-operations' | 'export-operation' | 'instantiates';
  readonly level: 'SHALL' | 'SHOULD';
  readonly title: string;
  readonly failureTitle: string;
  readonly remedy: string;
  readonly judge: (statement: CapabilityStatement) => Judgement;
}

export const STATED: readonly StatedRow[] = [
  {
    id: 'group-operations',
    level: 'SHALL',
    title: 'Capability statement announces operations on groups',
    failureTitle: 'Capability statement announces no operation on groups',
    remedy: 'List the export under rest.resource of type Group.',
    judge: ({ resource, exchange }) => {
      const operations = operationsOf(resource);
      if (operations.length > 0) return judged([], `${operations.length} operations`);
      return judged([
        differs('rest.resource(Group).operation', {
          expected: 'at least one operation',
          received: 'none',
          exchange,
        }),
      ]);
    },
  },
  {
    id: 'export-operation',
    level: 'SHOULD',
    title: 'Capability statement announces the export of groups by its name',
    failureTitle: 'Capability statement does not announce the export of groups by its name',
    remedy: `Name the operation "export" and give its definition as ${EXPORT}.`,
    judge: ({ resource, exchange }) => {
      const operations = operationsOf(resource);
      const found = operations.some(
        ({ name, definition }) =>
          name === 'export' || (typeof definition === 'string' && isExact(definition, EXPORT)),
      );
      if (found) return judged([]);
      const names = operations.map(({ name }) => String(name)).join(', ');
      return judged([
        differs('rest.resource(Group).operation', {
          expected: 'an operation named export',
          received: names === '' ? 'none' : names,
          exchange,
        }),
      ]);
    },
  },
  {
    id: 'instantiates',
    level: 'SHOULD',
    title: 'Capability statement claims to be that of a bulk server',
    failureTitle: 'Capability statement does not claim to be that of a bulk server',
    remedy: `List ${BULK} under instantiates.`,
    judge: ({ resource, exchange }) => {
      const claimed = stringsIn(resource['instantiates']);
      if (claimed.some((canonical) => isExact(canonical, BULK))) return judged([]);
      const received = claimed.length === 0 ? 'none' : claimed.join(', ');
      return judged([differs('instantiates', { expected: BULK, received, exchange })]);
    },
  },
];

export const bulkCapability = (context: PlanContext) =>
  defineCheck({
    id: ({ id }: StatedRow) => id,
    level: ({ level }) => level,
    needs: { statement: bulkStatementProbe(context) },
    title: ({ title }) => title,
    failureTitle: ({ failureTitle }) => failureTitle,
    remedy: ({ remedy }) => remedy,
    citations: [CITATION.dataResponseMultiple],
    requirements: ({ id }) => [`capability.bulk.${id}`],
    judge: ({ statement }, { judge }) => judge(statement),
  });
