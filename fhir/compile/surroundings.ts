import { isObject, textOf } from '../json.ts';

type Json = Record<string, unknown>;

/** Longer lists are looked through once: thousands of references would each look through them. */
const MANY = 16;

/** What stands around the resource in hand: its container, and the Bundle with its full urls. */
export class Surroundings {
  #byUrl: Map<string, Json> | undefined;
  readonly #urls = new Map<object, string>();

  /** Contained resources by id, of lists that are long. */
  readonly #byId = new WeakMap<object, Map<unknown, Json>>();

  clear(): void {
    if (this.#byUrl === undefined && this.#urls.size === 0) return;
    this.#byUrl = undefined;
    this.#urls.clear();
  }

  /** Takes note of a Bundle's entries, once, when the Bundle is entered. */
  enter(resource: Json): void {
    const entries = resource['entry'];
    if (resource['resourceType'] !== 'Bundle' || !Array.isArray(entries)) return;
    this.#byUrl ??= new Map();
    for (const entry of entries) {
      if (!isObject(entry) || !isObject(entry['resource'])) continue;
      const { fullUrl, resource: held } = entry as { fullUrl?: unknown; resource: Json };
      if (typeof fullUrl === 'string') {
        if (!this.#byUrl.has(fullUrl)) this.#byUrl.set(fullUrl, held);
        this.#urls.set(held, fullUrl);
      }
      const relative = `${textOf(held['resourceType'])}/${textOf(held['id'])}`;
      if (typeof held['id'] === 'string' && !this.#byUrl.has(relative))
        this.#byUrl.set(relative, held);
    }
  }

  #contained(contained: readonly unknown[], id: string): Json | undefined {
    if (contained.length < MANY) {
      const found = contained.find((each) => isObject(each) && each['id'] === id);
      return isObject(found) ? found : undefined;
    }
    let byId = this.#byId.get(contained);
    if (!byId) {
      byId = new Map();
      for (const each of contained)
        if (isObject(each) && !byId.has(each['id'])) byId.set(each['id'], each);
      this.#byId.set(contained, byId);
    }
    return byId.get(id);
  }

  placed(resource: Json, url: string): void {
    this.#urls.set(resource, url);
  }

  resolve(reference: string, resource: Json, container: Json): Json | undefined {
    if (reference.startsWith('#')) {
      const id = reference.slice(1);
      if (id === '') return container;
      for (const holder of [container, resource]) {
        const { contained } = holder;
        if (!Array.isArray(contained)) continue;
        const found = this.#contained(contained, id);
        if (found) return found;
      }
      return container['id'] === id ? container : undefined;
    }
    if (!this.#byUrl) return undefined;
    const plain = reference.replace(/\/_history\/[^/]+$/, '').replace(/#.*$/, '');
    const own = this.#urls.get(container);
    const base =
      own === undefined ? undefined : /^(https?:\/\/.+\/)[A-Za-z]+\/[^/]+$/.exec(own)?.[1];
    if (base !== undefined && /^[A-Z][A-Za-z]+\/[^/]+$/.test(plain)) {
      const found = this.#byUrl.get(base + plain);
      if (found) return found;
    }
    return this.#byUrl.get(reference) ?? this.#byUrl.get(plain);
  }
}
