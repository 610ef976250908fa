import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coreDefinitions } from '../fhir/pack/core-source.ts';
import type { Conformance } from '../fhir/pack/definitions.ts';
import { isObject } from '../fhir/json.ts';
import { buildPack } from '../fhir/pack/build-pack.ts';
import { isShipped, shippedPack } from '../testsuites/packs/index.ts';
import { createValidator, type Issue, type Pack, type Validator } from '../fhir/validator.ts';
import { CommandError } from './exit-code.ts';
import { timeNow } from './time-now.ts';

/** One case of a corpus: a resource, what it is validated against, what must be loaded for it. */
export interface ValidatorCase {
  readonly id: string;
  readonly resource: string;
  readonly profiles: readonly string[];
  readonly package: string | null;
  readonly supporting: readonly string[];
  /** Published cases name their module, and the settings they were run with. */
  readonly module?: string;
  readonly settings?: { readonly assumeValidRestReferences?: boolean };
}

/** The verdict on a case, as one line of JSON is written. */
export interface CaseResult {
  readonly id: string;
  readonly valid: boolean;
  readonly errors: readonly {
    readonly expression: string;
    readonly message: string;
    readonly code: string;
  }[];
}

const isError = ({ severity }: Issue): boolean => severity === 'error' || severity === 'fatal';

/** Runs a corpus that a `manifest.json` lists (see the contract for its layout). */
export function* validateCases(folder: string): Generator<CaseResult> {
  const read = (file: string): unknown => {
    const text = textOf(join(folder, file));
    try {
      return JSON.parse(text);
    } catch {
      throw new CommandError(`--cases: ${join(folder, file)} is not JSON.`);
    }
  };
  const cases = casesOf(read('manifest.json'), join(folder, 'manifest.json'));
  const core = shippedPack('hl7.fhir.r4.core', '4.0.1');
  const validators = new Map<string, Validator>();
  const validatorFor = ({ package: name, supporting }: ValidatorCase): Validator => {
    const key = JSON.stringify([name, supporting]);
    const known = validators.get(key);
    if (known) return known;
    const packs: Pack[] = [core];
    if (name !== null) {
      const [id = '', version = ''] = name.split('#');
      if (!isShipped(id, version)) throw new CommandError(`--cases: ${name} does not ship.`);
      packs.push(shippedPack(id, version));
    }
    if (supporting.length > 0) {
      const resources = supporting.map((file) => read(file) as Conformance);
      packs.push(
        buildPack({ name: 'supporting', version: '0', resources }, coreDefinitions(), packs).pack,
      );
    }
    const validator = createValidator(packs, { now: timeNow });
    validators.set(key, validator);
    return validator;
  };
  for (const each of cases) {
    // A byte order mark may be ignored (RFC 8259, 8.1).
    const text = textOf(join(folder, each.resource)).replace(/^\uFEFF/, '');
    let resource: unknown;
    try {
      resource = JSON.parse(text);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      yield { id: each.id, valid: false, errors: [{ expression: '', message, code: 'structure' }] };
      continue;
    }
    const { issues } = validatorFor(each).validate(resource, {
      profiles: each.profiles,
      // The published cases were run by a validator that does not believe urls unless told to.
      believeReferenceUrls:
        each.module === undefined || each.settings?.assumeValidRestReferences === true,
    });
    const errors = issues.filter(isError).map(({ expression, message, code, rule }) => ({
      expression,
      message,
      code: code === 'invariant' ? rule : code,
    }));
    yield { id: each.id, valid: errors.length === 0, errors };
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CommandError(`--cases: ${file} cannot be read.`);
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** The cases that a manifest lists; the members that are read must be there. */
function casesOf(manifest: unknown, file: string): readonly ValidatorCase[] {
  const cases: unknown = isObject(manifest) ? manifest['cases'] : undefined;
  if (!Array.isArray(cases)) throw new CommandError(`--cases: ${file} has no list "cases".`);
  for (const [index, each] of cases.entries()) {
    const isCase =
      isObject(each) &&
      isText(each['id']) &&
      isText(each['resource']) &&
      areTexts(each['profiles']) &&
      areTexts(each['supporting']) &&
      (each['package'] === null || isText(each['package']));
    if (!isCase) throw new CommandError(`--cases: ${file}: cases[${index}] is no case.`);
  }
  return cases as readonly ValidatorCase[];
}
