import type { SearchParamRow } from '../../fhir/pack-rows.ts';

/** FHIR types that carry a code without a system. */
const WITHOUT_SYSTEM = new Set(['code', 'id', 'boolean', 'string', 'uri', 'ContactPoint']);

/** Whether a code searched for may have a system before it. */
export const hasSystem = ({ type, name, paths }: SearchParamRow): boolean =>
  type === 'token' &&
  name !== '_id' &&
  paths.some(({ types }) => types.some((elementType) => !WITHOUT_SYSTEM.has(elementType)));

/** Whether the guide asks for comparators. */
export const isCompared = ({ type, comparators }: SearchParamRow): boolean =>
  type === 'date' && Object.values(comparators).includes('SHALL');

const COMPARED = ['gt', 'ge', 'lt', 'le'] as const;

/** The comparators that the guide makes obligatory for a parameter. */
export const comparatorsOf = (param: SearchParamRow): readonly (typeof COMPARED)[number][] =>
  isCompared(param)
    ? COMPARED.filter((comparator) => param.comparators[comparator] === 'SHALL')
    : [];
