import { defineCheck, judged, omit } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, stringsIn } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { withoutList } from './listed.ts';
import { SSO } from './issuer.check.ts';

/** SMART App Launch 2.0, Conformance: an issuer promises OpenID Connect. */
export const issuerWithoutSso = (context: PlanContext) =>
  defineCheck({
    id: 'no-issuer-without-sso',
    level: 'SHOULD',
    needs: { configuration: smartConfigurationProbe(context) },
    title: 'SMART configuration names an issuer only with OpenID Connect',
    failureTitle: 'SMART configuration names an issuer without offering OpenID Connect',
    remedy: `List the capability "${SSO}", or leave issuer out.`,
    citations: [CITATION.firstConnection],
    requirements: ['smart.discovery.no-issuer-without-sso'],
    judge: ({ configuration }) => {
      const { exchange, json } = configuration;
      const missing = withoutList(configuration, 'capabilities');
      if (missing !== undefined) return missing;
      if (stringsIn(json['capabilities']).includes(SSO)) {
        return omit(`The server lists the capability "${SSO}", with which an issuer belongs.`);
      }
      const { issuer } = json;
      if (issuer === undefined) return judged([]);
      return judged([
        differs('issuer', { expected: 'nothing', received: described(issuer), exchange }),
      ]);
    },
  });
