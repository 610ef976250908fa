import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appGrantProbe } from '../launch/app-launch.ts';
import { described } from '../launch/json-reply.ts';
import { ehrLaunch } from './ehr.probe.ts';

/** What launch context consists of, by JSON type (SMART App Launch 2, launch context parameters). */
const TYPES = {
  patient: 'string',
  encounter: 'string',
  intent: 'string',
  tenant: 'string',
  smart_style_url: 'string',
  need_patient_banner: 'boolean',
} as const;

/** Whichever of them an EHR sends; none but those asked for elsewhere has to be there. */
export const contextTypes = (context: PlanContext) =>
  defineCheck({
    id: 'context-types',
    level: 'SHALL',
    advice: true,
    needs: { grant: appGrantProbe(context, ehrLaunch(context)) },
    title: 'Launch context is of the right types',
    failureTitle: 'Launch context is of the wrong types',
    remedy:
      'Send patient, encounter, intent, tenant and smart_style_url as JSON strings and need_patient_banner as a boolean, or leave out what does not apply.',
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ grant: { json, reply } }) => {
      const sent = Object.entries(TYPES).filter(([name]) => json[name] !== undefined);
      return judged(
        sent
          .filter(([name, type]) => typeof json[name] !== type)
          .map(([name, type]) =>
            differs(name, {
              expected: `a ${type}`,
              received: described(json[name]),
              exchange: reply.exchange.index,
            }),
          ),
        sent.map(([name]) => name).join(', '),
      );
    },
  });
