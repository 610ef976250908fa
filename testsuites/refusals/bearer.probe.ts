import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { accessProbe } from '../launch/access.ts';
import { FHIR_JSON, jsonReply, type JsonReply } from '../launch/json-reply.ts';

/** A read of the patient in context with a token that nobody issued. */
export const garbledBearerProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'read(garbled token)',
    needs: { access: accessProbe(context) },
    gather: async (io, { access }) => {
      if (access.context === 'none' || access.patient === undefined) {
        return lacking('There is no patient that a token opens, so that a refusal shows nothing.');
      }
      io.authorize('garbled', { accessToken: io.random('garbled token', 32) });
      return jsonReply(
        await io.answer({
          url: `${context.config.target.fhirBaseUrl}/Patient/${encodeURIComponent(access.patient)}`,
          headers: { accept: FHIR_JSON },
          context: 'garbled',
        }),
      );
    },
  });

/** What the token of one patient opens of another's record. */
export interface ForeignRecord {
  readonly patient: string;
  readonly read: JsonReply;
  readonly search: JsonReply;
}

const NO_FOREIGN_PATIENT =
  'No record was asked for that the token must not open: name one in foreignPatient (the id of a patient whom the user of the standalone launch may not see).';

/** The record of a patient whom the user may not see, asked for with the token of the launch. */
export const foreignRecordProbe = (context: PlanContext): Probe<ForeignRecord> =>
  defineProbe({
    id: 'read(foreign patient)',
    needs: { access: accessProbe(context) },
    gather: async (io, { access }) => {
      const { target, foreignPatient: patient } = context.config;
      if (patient === undefined) return lacking(NO_FOREIGN_PATIENT);
      if (access.context === 'none') {
        return lacking('The server is read without credentials: there is no token to limit.');
      }
      const get = async (path: string): Promise<JsonReply> =>
        jsonReply(
          await io.answer({
            url: `${target.fhirBaseUrl}/${path}`,
            headers: { accept: FHIR_JSON },
            context: access.context,
          }),
        );
      const [read, search] = await Promise.all([
        get(`Patient/${encodeURIComponent(patient)}`),
        get(`AllergyIntolerance?patient=${encodeURIComponent(patient)}`),
      ]);
      return { patient, read, search };
    },
  });
