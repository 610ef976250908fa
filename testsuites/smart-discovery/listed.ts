import { type Judgement, skip } from '../../core/check.ts';
import type { SmartConfiguration } from '../launch/smart-configuration.probe.ts';

/** Lists that are not there fail the check of their own field, and that alone. */
export const withoutList = (
  { json, exchange }: SmartConfiguration,
  name: string,
): Judgement | undefined =>
  Array.isArray(json[name])
    ? undefined
    : skip(`The SMART configuration has no list ${name} to look at.`, exchange);
