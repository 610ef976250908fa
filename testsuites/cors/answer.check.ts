import { defineCheck, judged, type Level, skip } from '../../core/check.ts';
import type { Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { originFindings } from './allowed-origin.ts';
import {
  type CrossOrigin,
  discoveryFromAnywhere,
  metadataFromAnywhere,
  tokenFromApp,
  userFromApp,
} from './cross-origin.probe.ts';

/** An answer that apps in a browser have to be able to read. */
export interface CorsRow {
  readonly id: 'discovery' | 'metadata' | 'token' | 'fhir-user';
  readonly what: string;
  readonly level: Level;
  /** From which origins it is asked for. */
  readonly origins: string;
}

/**
 * Only the token response is demanded in certification: whether apps run in a browser alone, which
 * is what the rest depends on, a server that lets public clients in does not say.
 */
export const CORS_ROWS: readonly CorsRow[] = [
  { id: 'discovery', what: 'SMART configuration', level: 'SHOULD', origins: 'any origin' },
  { id: 'metadata', what: 'Capability statement', level: 'SHOULD', origins: 'any origin' },
  {
    id: 'token',
    what: 'Token response of a public client',
    level: 'SHALL',
    origins: "the app's origin",
  },
  { id: 'fhir-user', what: 'Resource of the user', level: 'SHOULD', origins: "the app's origin" },
];

const probeOf = (context: PlanContext, { id }: CorsRow): Probe<CrossOrigin> => {
  switch (id) {
    case 'discovery':
      return discoveryFromAnywhere(context);
    case 'metadata':
      return metadataFromAnywhere(context);
    case 'token':
      return tokenFromApp(context);
    case 'fhir-user':
      return userFromApp(context);
    default:
      return id satisfies never;
  }
};

/** SMART App Launch 2.2, Considerations for Cross-Origin Resource Sharing (CORS) support. */
export const corsAnswer = (context: PlanContext) =>
  defineCheck({
    id: ({ id }: CorsRow) => id,
    level: ({ level }) => level,
    advice: ({ level }) => level !== 'SHALL',
    needs: (row) => ({ answer: probeOf(context, row) }),
    title: ({ what }) => `${what} can be read by apps in a browser`,
    failureTitle: ({ what }) => `${what} cannot be read by apps in a browser`,
    remedy: ({ origins }) =>
      `Send Access-Control-Allow-Origin with this answer, for ${origins}; without it browsers keep the answer from the app.`,
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ answer }) => {
      const { exchange } = answer.reply;
      return exchange.response.status === 200
        ? judged(originFindings(answer))
        : skip(
            `There is no answer to share: it was ${describedAnswer(answer.reply)}.`,
            exchange.index,
          );
    },
  });
