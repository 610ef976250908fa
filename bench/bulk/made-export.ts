import { seedsOf } from '../validation/corpus.ts';

/** A file of an export that is made while it is read. */
export interface MadeFile {
  readonly type: string;
  readonly count: number;
  /** Its lines, many at a time. */
  blocks(): Generator<Buffer>;
}

/** What a bulk export is mostly made of: profiles with their share of the lines. */
const SHARES: readonly (readonly [profile: string, share: number])[] = [
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

type Seed = ReturnType<typeof seedsOf>[number];

/** Seeds in the numbers of their shares, examples of one profile in turn. */
export function cycleOf(packages: readonly string[]): readonly Seed[] {
  const seeds = seedsOf(packages);
  return SHARES.flatMap(([id, share]) => {
    const own = seeds.filter(({ meta }) => meta?.profile?.some((url) => url.endsWith(`/${id}`)));
    return own.length === 0
      ? []
      : Array.from({ length: share }, (_, turn) => own[turn % own.length] as Seed);
  });
}

/** Members that say whose a resource is. */
const OWNERS = ['subject', 'patient', 'beneficiary'];

/** The resource without narrative, by the names it is given. */
export function renamed(
  { text: _, ...seed }: Seed,
  names: { readonly id: string; readonly patient: string; readonly encounter: string },
): Record<string, unknown> {
  const own: Record<string, unknown> = { ...seed };
  for (const name of OWNERS) {
    if (name in own) own[name] = { reference: `Patient/${names.patient}` };
  }
  if ('encounter' in own) own['encounter'] = { reference: `Encounter/${names.encounter}` };
  return { ...own, id: names.id };
}

const BLOCK = 256 * 1024;
const MARK = '\u241f';

/** A line but for its numbers: each piece is followed by the number of what is named. */
type Template = readonly (readonly [piece: string, named: string])[];

function templateOf(seed: Seed): Template {
  const mark = (named: string): string => `${named}-${MARK}${named}${MARK}`;
  const id = mark(seed.resourceType.toLowerCase());
  const names = { id, patient: mark('patient'), encounter: mark('encounter') };
  const parts = JSON.stringify(renamed(seed, names)).split(MARK);
  return parts.flatMap((part, at) => (at % 2 === 0 ? [[part, parts[at + 1] ?? ''] as const] : []));
}

/** An export of so many megabytes that lies nowhere: each line follows from its number. */
export function madeExport(megabytes: number, packages: readonly string[]): readonly MadeFile[] {
  const cycle = cycleOf(packages);
  const size = cycle.reduce((sum, { text: _, ...seed }) => sum + JSON.stringify(seed).length, 0);
  const cycles = Math.max(1, Math.round((megabytes * 1e6) / size));
  const byType = Map.groupBy(cycle, ({ resourceType }) => resourceType);
  const countOf = (type: string): number => (byType.get(type)?.length ?? 0) * cycles;
  return [...byType].map(([type, seeds]) => ({
    type,
    count: countOf(type),
    *blocks() {
      const templates = seeds.map(templateOf);
      let block = '';
      for (let number = 0; number < countOf(type); number += 1) {
        for (const [piece, named] of templates[number % templates.length] ?? []) {
          block += piece;
          if (named === 'patient' && type !== 'Patient') block += number % countOf('Patient');
          else if (named === 'encounter' && type !== 'Encounter')
            block += number % countOf('Encounter');
          else if (named !== '') block += number;
        }
        block += '\n';
        if (block.length < BLOCK) continue;
        yield Buffer.from(block);
        block = '';
      }
      yield Buffer.from(block);
    },
  }));
}
