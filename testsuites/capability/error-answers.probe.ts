import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { accessProbe } from '../launch/access.ts';
import { FHIR_JSON, jsonReply, type JsonReply } from '../launch/json-reply.ts';

/** Answers to requests that a client should not have made. */
export interface ErrorAnswers {
  /** A search by a birth date that is no date. */
  readonly invalidParameter: JsonReply;
  /** A read of a resource that is not there. */
  readonly unknownResource: JsonReply;
  /** A read of a resource that was deleted, where the configuration names one. */
  readonly deletedResource?: JsonReply;
  /** A read of the patient without a token; absent on a server that asks for none. */
  readonly unauthorized?: JsonReply;
}

/** Makes one request of each kind that needs no token of its own. */
export const errorAnswersProbe = (context: PlanContext): Probe<ErrorAnswers> =>
  defineProbe({
    id: 'error-answers',
    needs: { access: accessProbe(context) },
    gather: async (io, { access }) => {
      const { fhirBaseUrl } = context.config.target;
      const { deletedResource: deleted } = context.config;
      const { patient } = access;
      if (patient === undefined) {
        return lacking(
          'There is no patient to ask for: none is in context and none is configured.',
        );
      }
      const reply = async (path: string, authorization: string): Promise<JsonReply> =>
        jsonReply(
          await io.answer({
            url: `${fhirBaseUrl}/${path}`,
            headers: { accept: FHIR_JSON },
            context: authorization,
          }),
        );
      return {
        invalidParameter: await reply('Patient?birthdate=not-a-date', access.context),
        unknownResource: await reply('AllergyIntolerance/assay-no-such-resource', access.context),
        ...(deleted === undefined ? {} : { deletedResource: await reply(deleted, access.context) }),
        ...(access.context === 'none'
          ? {}
          : { unauthorized: await reply(`Patient/${encodeURIComponent(patient)}`, 'none') }),
      };
    },
  });
