import { oncePerPlan } from '../../core/once-per-plan.ts';
import { isAnswered } from '../../core/exchange.ts';
import type { JsonValue } from '../../core/json.ts';
import { defineProbe, failedToGather, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { accessProbe } from './access.ts';
import { FHIR_JSON, jsonReply, type JsonReply } from './json-reply.ts';
import { refreshSequenceProbe } from './refresh.probe.ts';
import { tokenResponseProbe } from './token-exchange.probe.ts';

/** The patient that the launch is about, and what came when it was read. */
export interface PatientContext {
  /** Index of the exchange that named the patient. */
  readonly exchange: number;
  readonly patient: JsonValue | undefined;
  readonly read?: JsonReply;
}

const patientUrl = (fhirBaseUrl: string, id: string): string =>
  `${fhirBaseUrl}/Patient/${encodeURIComponent(id)}`;

/** The patient in context, as the first access token of the launch read it. */
export const patientContextProbe = oncePerPlan(
  (context: PlanContext): Probe<PatientContext> =>
    defineProbe({
      id: 'patient-context',
      needs: { token: tokenResponseProbe(context), sequence: refreshSequenceProbe(context) },
      gather: async (_io, { token, sequence: { firstRead } }) => {
        const { patient } = token.json;
        const { index: exchange } = token.reply.exchange;
        if (typeof patient !== 'string' || patient === '') return { exchange, patient };
        if (firstRead === undefined) {
          return lacking(
            'The token response has no access token to read the patient with.',
            exchange,
          );
        }
        return isAnswered(firstRead)
          ? { exchange, patient, read: jsonReply(firstRead) }
          : failedToGather(firstRead.noAnswer.detail, firstRead.index);
      },
    }),
);

/** A read of the patient in context with no token at all. */
export const unauthenticatedReadProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'unauthenticated-read',
    needs: { access: accessProbe(context) },
    gather: async (io, { access }) => {
      if (access.context === 'none') {
        return lacking(
          'The server was read without credentials throughout: configure a client or a bearer token to show that it asks for one.',
        );
      }
      if (access.patient === undefined) {
        return lacking(
          'There is no patient to ask for: none is in context and none is configured.',
        );
      }
      return jsonReply(
        await io.answer({
          url: patientUrl(context.config.target.fhirBaseUrl, access.patient),
          headers: { accept: FHIR_JSON },
        }),
      );
    },
  });
