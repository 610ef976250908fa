import { type Check, planCheck } from '../../core/check.ts';
import type { ProfileContext } from '../us-core/profile-context.ts';
import { bindingCheck } from './binding.check.ts';
import { mandatoryCheck } from './mandatory.check.ts';
import { profileCheck } from './profile.check.ts';

/** Everything gathered of a profile, each resource once, through the validator. */
export const conformanceChecks = (context: ProfileContext, group: string): readonly Check[] => [
  planCheck(group, 'uscore', profileCheck, { context }),
  ...(context.profile.mandatory.length === 0
    ? []
    : [planCheck(group, 'uscore', mandatoryCheck, { context })]),
  ...context.profile.requiredBindings.map(({ path, valueSet }) =>
    planCheck(group, 'uscore', bindingCheck, { context, path, valueSet }),
  ),
];
