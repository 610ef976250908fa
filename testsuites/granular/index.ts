import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { grant } from './grant.check.ts';
import { launch } from './launch.check.ts';
import { noBroadScope } from './no-broad-scope.check.ts';
import { granularRead } from './read.check.ts';
import { REPLAYED } from './replay.probe.ts';
import { GRANULAR_TYPES, SCOPE_SETS } from './scope-sets.ts';
import { granularSearch } from './search.check.ts';
import { selectionOffered } from './selection.check.ts';
import { selectionPatientScope } from './selection-patient.check.ts';

const PREFIX = 'smart.granular';

/** An app is let in to some categories and sees those alone. */
export const granularGroup: GroupBuilder = (context, group) => [
  planCheck(group, PREFIX, launch(context), server),
  ...SCOPE_SETS.flatMap((set) => [
    ...set.categories.map((category) =>
      planCheck(group, PREFIX, grant(context), { set, category }),
    ),
    planCheck(group, PREFIX, noBroadScope(context), set),
    ...GRANULAR_TYPES.flatMap((type) => [
      ...REPLAYED[type].map((names) =>
        planCheck(group, PREFIX, granularSearch(context), { set, type, names }),
      ),
      planCheck(group, PREFIX, granularRead(context), { set, type }),
    ]),
  ]),
  planCheck(group, PREFIX, selectionOffered(context), server),
  planCheck(group, PREFIX, selectionPatientScope(context), server),
];
