import { defineCheck, judged, omit } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, stringsIn } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { withoutList } from './listed.ts';

/** The capability that brings OpenID Connect into play. */
export const SSO = 'sso-openid-connect';

/** SMART App Launch 2.0, Conformance: issuer and jwks_uri go with sso-openid-connect. */
export const issuer = (context: PlanContext) =>
  defineCheck({
    id: 'issuer',
    level: 'SHALL',
    needs: { configuration: smartConfigurationProbe(context) },
    title: 'SMART configuration names issuer and keys for OpenID Connect',
    failureTitle: 'SMART configuration lacks issuer or keys for OpenID Connect',
    remedy: `Give issuer and jwks_uri as strings wherever capabilities lists "${SSO}".`,
    citations: [CITATION.firstConnection],
    requirements: ['smart.discovery.issuer'],
    judge: ({ configuration }) => {
      const { exchange, json } = configuration;
      const missing = withoutList(configuration, 'capabilities');
      if (missing !== undefined) return missing;
      if (!stringsIn(json['capabilities']).includes(SSO)) {
        return omit(`The server does not list the capability "${SSO}".`);
      }
      return judged(
        ['issuer', 'jwks_uri']
          .filter((name) => typeof json[name] !== 'string' || json[name] === '')
          .map((name) =>
            differs(name, { expected: 'a string', received: described(json[name]), exchange }),
          ),
      );
    },
  });
