import { defineCheck, judged } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { endpointTlsProbe } from './endpoint-tls.probe.ts';
import type { TlsEndpoint } from './endpoints.ts';
import { acceptedAt, oldAccepted, placesIn, tooOld, undecided } from './tls-place.ts';

const NOT_TRIED = 'SSL 3.0 and older';
const NOT_TRIED_WHY = 'not tested; handshakes are made for TLS 1.0 to 1.3';

/** 170.315(g)(10)(iv): TLS 1.2 or later; what is older is taken as a warning and then explained. */
export const endpointTls = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: TlsEndpoint) => `tls.${name}`,
    level: 'SHALL',
    needs: (row) => ({ tls: endpointTlsProbe(context, row) }),
    title: ({ title }) => `${title} speaks TLS 1.2 or later and nothing older`,
    failureTitle: ({ title }) => `${title} does not keep to TLS 1.2 or later`,
    remedy:
      'Offer TLS 1.2 or 1.3 at this address and switch TLS 1.0 and 1.1 off, in the server or in the proxy before it; an http address has to become https.',
    citations: ({ citation }) => [citation],
    requirements: ({ name, certified }) => (certified ? [`security.tls.${name}`] : []),
    advice: ({ certified }) => !certified,
    judge: ({ tls }) => {
      const broken = tooOld(tls);
      if (broken.length > 0) return judged([...broken, ...oldAccepted(tls)]);
      const shown = placesIn(tls).map(
        (place) =>
          `${place.where} takes TLS ${acceptedAt(place)
            .map(({ request }) => request.version)
            .join(' and ')}`,
      );
      return (
        undecided(tls) ?? {
          ...judged(oldAccepted(tls), shown.join('; ')),
          notChecked: [{ what: NOT_TRIED, count: placesIn(tls).length, why: NOT_TRIED_WHY }],
        }
      );
    },
  });
