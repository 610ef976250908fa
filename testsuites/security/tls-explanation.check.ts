import { defineCheck, judged, skip } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { tlsSurveyProbe } from './endpoint-tls.probe.ts';
import { oldAccepted, placesIn, tooOld, undecided } from './tls-place.ts';

const EXPLANATION = 'g10.visual.tls-explanation';

/** (g)(10) visual inspection 11.15: old versions that connect have to be explained in writing. */
export const tlsExplanation = (context: PlanContext) =>
  defineCheck({
    id: 'tls.1.2',
    level: 'SHALL',
    needs: { survey: tlsSurveyProbe(context) },
    title: 'Every connection uses TLS 1.2 or later',
    failureTitle: 'Not every connection can use TLS 1.2 or later',
    remedy: `Switch older versions off, or add an attestation of ${EXPLANATION} (by, on, text) that explains how TLS 1.2 is enforced.`,
    citations: [CITATION.secureConnectionUser, CITATION.secureConnectionSystem],
    requirements: ['security.tls.1.2', EXPLANATION],
    judge: ({ survey }) => {
      const broken = tooOld(survey);
      if (broken.length > 0) return judged(broken);
      const old = oldAccepted(survey);
      const [unseen] = survey.unseen;
      if (old.length === 0) {
        if (unseen !== undefined) return skip(`${unseen.title}: ${unseen.why}`);
        return undecided(survey) ?? judged([], `${placesIn(survey).length} addresses`);
      }
      const which = old.map(({ expression }) => expression).join(', ');
      const question = `Older versions connect (${which}). Explain in writing how TLS 1.2 or later is enforced.`;
      const given = context.config.attestations.find(
        ({ requirement }) => requirement === EXPLANATION,
      );
      if (given === undefined) return { kind: 'attestable', question };
      const { by, on, text } = given;
      return { kind: 'attestable', question, attestation: { by, on, text } };
    },
  });
