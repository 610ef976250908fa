import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { defineProbe, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, type JsonReply, objectIn } from '../launch/json-reply.ts';
import { listed } from '../launch/scopes.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { isAdvice } from '../us-core/requirement-ids.ts';
import { backendClient } from './backend-client.ts';
import { askForToken, backendEndpoint, backendGrantProbe } from './backend-token.probe.ts';
import { unheard } from './unheard.ts';

const REQUIREMENT = 'smart.backend.scope-limited';

/** What no system of a tester is registered for. */
const TOO_MUCH = 'system/*.cruds';

/** Answer to a request for more than the client was registered for. */
const wideProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'backend-token(more than registered)',
    needs: { configuration: smartConfigurationProbe(context), grant: backendGrantProbe(context) },
    gather: async (io, { configuration }) => {
      const endpoint = backendEndpoint(context, configuration);
      if ('lacking' in endpoint) return endpoint;
      const scope = `${endpoint.client.scopes} ${TOO_MUCH}`;
      return askForToken(io, { ...endpoint, key: 'backend/wide', form: { scope } });
    },
  });

const RIGHTS_OF_V1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

/** Type and rights of a system scope in either syntax; undefined for any other. */
function partsOf(scope: string): { type: string; rights: string } | undefined {
  const match = /^system\/([A-Za-z]+|\*)\.([a-z]+|\*)(?:\?.*)?$/.exec(scope);
  if (match === null) return undefined;
  const [, type = '', rights = ''] = match;
  return { type, rights: RIGHTS_OF_V1[rights] ?? rights };
}

/** Whether a granted scope opens nothing beyond what is registered. */
function isWithin(granted: string, registered: readonly string[]): boolean {
  if (registered.includes(granted)) return true;
  const wanted = partsOf(granted);
  if (wanted === undefined) return false;
  const open = registered.flatMap((scope) => partsOf(scope) ?? []);
  return [...wanted.rights].every((right) =>
    open.some(({ type, rights }) => ['*', wanted.type].includes(type) && rights.includes(right)),
  );
}

/** SMART App Launch 2, Backend Services: a client gets at most what it was authorized for. */
export const scopeLimited = (context: PlanContext) =>
  defineCheck({
    id: 'scope-limited',
    level: 'SHALL',
    needs: { wide: wideProbe(context) },
    title: 'Systems are granted no more than they are registered for',
    failureTitle: 'Systems are granted more than they are registered for',
    remedy: 'Leave scopes beyond the registration out of the grant, or refuse with invalid_scope.',
    citations: [CITATION.systemScopes],
    requirements: [REQUIREMENT],
    advice: isAdvice(REQUIREMENT, 'SHALL'),
    judge: ({ wide }) => {
      const { index: exchange, response } = wide.exchange;
      const busy = unheard(wide);
      if (busy !== undefined) return busy;
      if (response.status >= 400 && response.status < 500) {
        return judged([], `refused with HTTP ${response.status}`);
      }
      const scope = objectIn(wide)?.['scope'];
      if (typeof scope !== 'string') {
        return skip(`The scopes granted are not told: ${describedAnswer(wide)}.`, exchange);
      }
      const registered = (backendClient(context)?.scopes ?? '').split(/\s+/);
      const beyond = scope.split(/\s+/).filter((one) => one !== '' && !isWithin(one, registered));
      if (beyond.length === 0) return judged([], `granted ${scope}`);
      return judged([
        differs('scope', {
          expected: `nothing beyond ${listed(registered)}`,
          received: listed(beyond),
          exchange,
        }),
      ]);
    },
  });
