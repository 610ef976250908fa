import { readFileSync } from 'node:fs';
import { readPackageArchive } from '../../fhir/pack/package-source.ts';
import { fillStore } from '../../sandbox/data/record.ts';
import { Store } from '../../sandbox/store.ts';

/** Lines of NDJSON and what they are made of. */
export interface Corpus {
  readonly name: string;
  readonly bytes: Buffer;
  readonly lines: number;
}

interface Resource {
  readonly resourceType: string;
  readonly id?: string;
  readonly meta?: { readonly profile?: readonly string[] };
  readonly text?: unknown;
}

/** What a bulk export is mostly made of: profiles with their share of the lines. */
const BULK: readonly (readonly [string, number])[] = [
  ['us-core-patient', 5],
  ['us-core-observation-lab', 42],
  ['us-core-blood-pressure', 10],
  ['us-core-condition-problems-health-concerns', 8],
  ['us-core-condition-encounter-diagnosis', 8],
  ['us-core-medicationrequest', 9],
  ['us-core-documentreference', 6],
  ['us-core-encounter', 8],
  ['us-core-allergyintolerance', 4],
];

/**
 * Resources that claim a profile of US Core: examples of packages, lines of files, or the record of
 * the sandbox where none is named.
 */
export function seedsOf(files: readonly string[]): Resource[] {
  if (files.length === 0) return sandboxRecord().filter(isProfiled);
  const resources = files.flatMap((file) =>
    file.endsWith('.tgz')
      ? readPackageArchive(file).examples
      : readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line): unknown => JSON.parse(line)),
  );
  return resources.filter(isProfiled);
}

function sandboxRecord(): unknown[] {
  const resources: unknown[] = [];
  const store = new Store();
  const put = store.put.bind(store);
  store.put = (resource, at) => {
    resources.push(resource);
    return put(resource, at);
  };
  fillStore(store);
  return resources;
}

const isProfiled = (value: unknown): value is Resource => {
  if (typeof value !== 'object' || value === null || !('meta' in value)) return false;
  const { meta } = value;
  if (typeof meta !== 'object' || meta === null || !('profile' in meta)) return false;
  return Array.isArray(meta.profile) && meta.profile.some((url) => String(url).includes('us-core'));
};

/** Every seed in turn, narrative kept: what a guide's examples look like. */
export function withNarratives(seeds: readonly Resource[], lines: number): Corpus {
  const texts: string[] = [];
  for (let at = 0; at < lines; at++) {
    const seed = seeds[at % seeds.length];
    if (seed !== undefined) texts.push(JSON.stringify(renamed(seed, at)));
  }
  return corpus('examples, with narratives', texts);
}

/** The profiles of a bulk export by their shares, without narratives. */
export function bulkLike(seeds: readonly Resource[], lines: number): Corpus {
  const random = chance(7);
  const pools = BULK.map(([id, share]) => ({
    share,
    seeds: seeds.filter(({ meta }) => meta?.profile?.some((url) => url.endsWith(`/${id}`))),
  })).filter((pool) => pool.seeds.length > 0);
  const total = pools.reduce((sum, { share }) => sum + share, 0);
  const texts: string[] = [];
  for (let at = 0; at < lines; at++) {
    let left = random() * total;
    const pool = pools.find(({ share }) => {
      left -= share;
      return left < 0;
    });
    const seed = pool?.seeds[Math.floor(random() * pool.seeds.length)];
    if (seed === undefined) continue;
    const { text: _, ...rest } = renamed(seed, at);
    texts.push(JSON.stringify(rest));
  }
  return corpus('bulk-like, without narratives', texts);
}

const renamed = (seed: Resource, at: number): Resource => ({
  ...seed,
  id: `${seed.id ?? 'x'}-${at}`.slice(-64),
});

const corpus = (name: string, texts: readonly string[]): Corpus => ({
  name,
  bytes: Buffer.from(`${texts.join('\n')}\n`),
  lines: texts.length,
});

/** Repeatable chance. */
const chance = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x100000000;
  };
};
