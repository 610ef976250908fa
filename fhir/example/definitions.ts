import type { BindingIr, ElementIr, Pack, StructureIr, ValueSetIr } from '../pack/ir.ts';
import { USUAL_CODES } from './samples.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

const plain = (canonical: string): string => canonical.split('|')[0] ?? canonical;

/** What packs define, looked up by canonical; later packs come first. */
export class Definitions {
  readonly #packs: readonly Pack[];

  constructor(packs: readonly Pack[]) {
    this.#packs = [...packs].reverse();
  }

  structure(canonical: string): StructureIr | undefined {
    const url = plain(canonical);
    return this.#packs.map((pack) => pack.structure(url)).find((found) => found !== undefined);
  }

  #valueSet(canonical: string): ValueSetIr | undefined {
    const url = plain(canonical);
    return this.#packs.map((pack) => pack.valueSet(url)).find((found) => found !== undefined);
  }

  /** Children of a data type, or of the element that a content reference names. */
  childrenOf({ ref, types }: ElementIr, code: string): readonly ElementIr[] {
    if (ref !== undefined) {
      const [type = '', ...steps] = ref.split('.');
      let children = this.structure(CORE + type)?.root.children ?? [];
      for (const step of steps)
        children = children.find(({ name }) => name === step)?.children ?? [];
      return children;
    }
    const profile = types?.[0]?.profiles?.[0];
    const structure = (profile && this.structure(profile)) || this.structure(CORE + code);
    return structure?.root.children ?? [];
  }

  /** The most usual code of a binding, where its value set lists codes. */
  code(binding: BindingIr | undefined): { system: string; code: string } | undefined {
    const sets = binding === undefined ? [] : [binding.max ?? [], binding.valueSet].flat();
    const set = sets.map((url) => this.#valueSet(url)).find((found) => found !== undefined);
    const all = Object.entries(set?.systems ?? {}).flatMap(([system, codes]) =>
      codes.map((code) => ({ system, code })),
    );
    return all.find(({ code }) => USUAL_CODES.includes(code)) ?? all[0];
  }

  /** A coded value of a type by its binding. */
  coded(binding: BindingIr | undefined, type: string): unknown {
    if (type !== 'CodeableConcept' && type !== 'Coding') return undefined;
    const found = this.code(binding);
    if (found === undefined) return undefined;
    return type === 'Coding' ? found : { coding: [found] };
  }
}
