import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { unknownTokenProbe } from './introspection.probe.ts';
import { isSkipped, toldOf } from './told.ts';

/** RFC 7662, 2.2: of a token that is not active nothing more should be told. */
export const inactiveNoExtra = (context: PlanContext) =>
  defineCheck({
    id: 'inactive-no-extra',
    level: 'SHOULD',
    needs: { unknown: unknownTokenProbe(context) },
    title: 'Introspection tells nothing more of an unknown token',
    failureTitle: 'Introspection tells more of an unknown token',
    remedy: 'Leave out every member but active when active is false.',
    citations: [CITATION.introspection],
    requirements: ['token.introspection.inactive-no-extra'],
    judge: ({ unknown }) => {
      const told = toldOf(unknown);
      if (isSkipped(told)) return told;
      const more = Object.keys(told).filter((member) => member !== 'active');
      const { index: exchange } = unknown.exchange;
      return judged(
        more.map((member) =>
          differs(member, { expected: 'no such member', received: 'the member', exchange }),
        ),
      );
    },
  });
