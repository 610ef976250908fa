import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { algorithm } from './algorithm.check.ts';
import { assertionDefect } from './assertion-defect.check.ts';
import { ALGORITHMS } from './asymmetric.probe.ts';
import { DEFECTS } from './defects.ts';
import { launch } from './launch.check.ts';
import { patientContext } from './patient-context.check.ts';
import { refresh } from './refresh.check.ts';

const PREFIX = 'smart.asymmetric';

/** An app proves who it is by its key, and nobody else can. */
export const asymmetricGroup: GroupBuilder = (context, group) => [
  planCheck(group, PREFIX, launch(context), server),
  planCheck(group, PREFIX, patientContext(context), server),
  planCheck(group, PREFIX, refresh(context), server),
  ...ALGORITHMS.map((row) => planCheck(group, PREFIX, algorithm(context), row)),
  ...DEFECTS.map((row) => planCheck(group, PREFIX, assertionDefect(context), row)),
];
