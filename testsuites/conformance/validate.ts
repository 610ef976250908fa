import {
  createValidator,
  type Issue,
  type Validation,
  type Validator,
} from '../../fhir/validator.ts';
import { shippedPack } from '../packs/index.ts';
import type { Resource } from '../us-core/bundle.ts';

const validators = new Map<string, Validator>();

/** The validator of a US Core version over FHIR R4, made once and only when a run needs it. */
function validatorOf(usCore: string): Validator {
  const known = validators.get(usCore);
  if (known !== undefined) return known;
  const validator = createValidator([
    shippedPack('hl7.fhir.r4.core', '4.0.1'),
    shippedPack('hl7.fhir.us.core', usCore),
  ]);
  validators.set(usCore, validator);
  return validator;
}

const validated = new WeakMap<Resource, Map<string, Validation>>();

/** A resource judged against a profile, however many checks ask. */
export function validate(resource: Resource, profile: string, usCore: string): Validation {
  const key = `${usCore} ${profile}`;
  const results = validated.get(resource) ?? new Map<string, Validation>();
  validated.set(resource, results);
  const known = results.get(key);
  if (known !== undefined) return known;
  const validation = validatorOf(usCore).validate(resource, { profiles: [profile] });
  results.set(key, validation);
  return validation;
}

/** A resource of a stream, seen once: judged against these profiles, or its type's definition. */
export const validateLine = (
  resource: Resource,
  profiles: readonly string[],
  usCore: string,
): Validation => validatorOf(usCore).validate(resource, { profiles });

/** What first is wrong with a resource by a profile; undefined where nothing is. */
export const firstError = (
  resource: Resource,
  profile: string,
  usCore: string,
): Issue | undefined =>
  validate(resource, profile, usCore).issues.find(
    ({ severity }) => severity === 'error' || severity === 'fatal',
  );

/** Whether a resource has no error against a profile. */
export const conforms = (resource: Resource, profile: string, usCore: string): boolean =>
  firstError(resource, profile, usCore) === undefined;
