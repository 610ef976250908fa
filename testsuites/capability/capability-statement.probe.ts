import type { JsonObject } from '../../core/json.ts';
import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import {
  describedAnswer,
  FHIR_JSON,
  jsonReply,
  objectIn,
  type JsonReply,
} from '../launch/json-reply.ts';

/** The server's own account of itself (FHIR R4, CapabilityStatement). */
export interface CapabilityStatement {
  /** Index of the exchange that brought it. */
  readonly exchange: number;
  readonly resource: JsonObject;
}

/** Answer of the capabilities interaction without credentials, whatever it is. */
export const metadataProbe = ({ config }: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'metadata',
    needs: {},
    gather: async (io) =>
      jsonReply(
        await io.answer({
          url: `${config.target.fhirBaseUrl}/metadata`,
          headers: { accept: FHIR_JSON },
        }),
      ),
  });

/** The capability statement, where the server answers with one. */
export const capabilityStatementProbe = (context: PlanContext): Probe<CapabilityStatement> =>
  defineProbe({
    id: 'capability-statement',
    needs: { metadata: metadataProbe(context) },
    gather: async (_io, { metadata }) => {
      const resource = objectIn(metadata);
      const { index, response } = metadata.exchange;
      if (response.status !== 200 || resource?.['resourceType'] !== 'CapabilityStatement') {
        return lacking(
          `There is no capability statement to read: /metadata answered ${describedAnswer(metadata)}.`,
          index,
        );
      }
      return { exchange: index, resource };
    },
  });
