import type { Conformance } from './definitions.ts';

/**
 * Small code systems and value sets that required bindings lean on and that the packages name
 * without spelling them out. Facts only, each with its source.
 */
export const required: readonly Conformance[] = [];
