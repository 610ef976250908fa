import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, stringsIn } from '../launch/json-reply.ts';
import { isAtLeast } from '../launch/us-core-types.ts';
import { capabilityStatementProbe } from './capability-statement.probe.ts';
import { withoutVersion } from './canonical.ts';

/** US Core 7.0.0 made the declaration a recommendation. */
const OPTIONAL_SINCE = '7.0.0';

/** US Core, Conformance expectations: a server says which capability statement it follows. */
export const instantiates = (context: PlanContext) => {
  const { capabilityStatement, version } = context.pack;
  const canonical = withoutVersion(capabilityStatement);
  return defineCheck({
    id: 'instantiates.us-core-server',
    level: isAtLeast(version, OPTIONAL_SINCE) ? 'SHOULD' : 'SHALL',
    needs: { statement: capabilityStatementProbe(context) },
    title: 'Capability statement names the US Core server role',
    failureTitle: 'Capability statement does not name the US Core server role',
    remedy: `Add "${canonical}" to CapabilityStatement.instantiates.`,
    citations: [CITATION.dataResponseSingle],
    requirements: ['capability.instantiates.us-core-server'],
    judge: ({ statement: { exchange, resource } }) => {
      const named = stringsIn(resource['instantiates']).map(withoutVersion);
      if (named.includes(canonical)) return judged([]);
      return judged([
        differs('CapabilityStatement.instantiates', {
          expected: `"${canonical}"`,
          received: described(resource['instantiates']),
          exchange,
        }),
      ]);
    },
  });
};
