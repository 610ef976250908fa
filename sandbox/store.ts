import { indexValues, type IndexValues } from './index-values.ts';
import { valuesAt, textOf, type Resource } from './resource.ts';
import { typeRows } from './search-parameters.ts';

/** One version of a resource, with everything that answering needs made ready at writing. */
export interface Stored {
  readonly resource: Resource;
  /** The JSON as it is sent; never serialized again. */
  readonly text: string;
  readonly versionId: string;
  readonly lastUpdated: string;
  /** Ids of the patients whose compartment holds it; none means shared by all. */
  readonly patients: readonly string[];
  readonly values: IndexValues;
}

interface Shelf {
  readonly current: Map<string, Stored>;
  readonly history: Map<string, Stored[]>;
  readonly deleted: Map<string, string>;
  /** Parameter name, then `Type/id`, to what refers there; the index every clinical search enters by. */
  readonly byReference: Map<string, Map<string, Set<Stored>>>;
}

const NONE: ReadonlySet<Stored> = new Set();

/** The record itself: every resource by type and id, with its versions. */
export class Store {
  readonly #shelves = new Map<string, Shelf>();

  constructor() {
    for (const type of typeRows.keys()) {
      this.#shelves.set(type, {
        current: new Map(),
        history: new Map(),
        deleted: new Map(),
        byReference: new Map(),
      });
    }
  }

  /** Writes a new version at the given instant and gives it back. */
  put(resource: Resource, at: string): Stored {
    const { resourceType: type, id } = resource;
    const shelf = this.#shelf(type);
    const versions = shelf.history.get(id) ?? [];
    const versionId = String(versions.length + 1);
    const meta = { ...(resource['meta'] as object | undefined), versionId, lastUpdated: at };
    const { resourceType, id: _, meta: __, ...rest } = resource;
    const written: Resource = { resourceType, id, meta, ...rest };
    const row = typeRows.get(type);
    const stored: Stored = {
      resource: written,
      text: JSON.stringify(written),
      versionId,
      lastUpdated: at,
      patients: this.#patientsOf(written),
      values: indexValues(written, row?.parameters ?? []),
    };
    const before = shelf.current.get(id);
    if (before !== undefined) this.#unindex(shelf, before);
    shelf.current.set(id, stored);
    shelf.history.set(id, [...versions, stored]);
    shelf.deleted.delete(id);
    for (const [name, references] of stored.values.references) {
      const index = shelf.byReference.get(name) ?? new Map<string, Set<Stored>>();
      shelf.byReference.set(name, index);
      for (const reference of references) {
        const holders = index.get(reference) ?? new Set();
        index.set(reference, holders.add(stored));
      }
    }
    return stored;
  }

  /** Takes a resource out of sight; reads of it then answer 410. */
  delete(type: string, id: string, at: string): void {
    const shelf = this.#shelf(type);
    const stored = shelf.current.get(id);
    if (stored === undefined) return;
    this.#unindex(shelf, stored);
    shelf.current.delete(id);
    shelf.deleted.set(id, at);
  }

  knows(type: string): boolean {
    return this.#shelves.has(type);
  }

  get(type: string, id: string): Stored | undefined {
    return this.#shelves.get(type)?.current.get(id);
  }

  isDeleted(type: string, id: string): boolean {
    return this.#shelves.get(type)?.deleted.has(id) ?? false;
  }

  versions(type: string, id: string): readonly Stored[] {
    return this.#shelves.get(type)?.history.get(id) ?? [];
  }

  all(type: string): Iterable<Stored> {
    return this.#shelf(type).current.values();
  }

  /** What refers to `Type/id` by one search parameter. */
  referring(type: string, parameter: string, reference: string): ReadonlySet<Stored> {
    return this.#shelf(type).byReference.get(parameter)?.get(reference) ?? NONE;
  }

  #shelf(type: string): Shelf {
    const shelf = this.#shelves.get(type);
    if (shelf === undefined) throw new Error(`The sandbox has no resource type "${type}".`);
    return shelf;
  }

  #unindex(shelf: Shelf, stored: Stored): void {
    for (const [name, references] of stored.values.references) {
      for (const reference of references)
        shelf.byReference.get(name)?.get(reference)?.delete(stored);
    }
  }

  #patientsOf(resource: Resource): readonly string[] {
    if (resource.resourceType === 'Patient') return [resource.id];
    const paths = typeRows.get(resource.resourceType)?.compartment ?? [];
    const found = paths
      .flatMap((path) => valuesAt(resource, path))
      .flatMap((value) => {
        const [type = '', id = ''] = (textOf(value, 'reference') ?? '').split('/');
        if (type === 'Patient') return [id];
        // Provenance belongs to whom its targets belong, Binary to whom its document does.
        return this.get(type, id)?.patients ?? [];
      });
    return [...new Set(found)];
  }
}
