import { defineCheck, judged, type Judgement, omit } from '../../core/check.ts';
import type { Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { isObject } from '../../fhir/json.ts';
import { CITATION } from '../citations.ts';
import { type Found, nameOf } from '../us-core/bundle.ts';
import { type BothSides, bothSidesProbe } from './api-parity.probe.ts';
import { BEYOND, counted } from './file.check.ts';
import type { LineContent } from './file-outcome.ts';
import { type FileRead, outcomesOf } from './files.probe.ts';
import { digestOf, subjectOf, versionOf } from './line-content.ts';
import { hashOf, KeptNames } from './name-set.ts';
import { atLine, isWhole } from './told-file.ts';

/** No specification sets the two APIs side by side; who reads both takes them for the same record. */
const about = (id: string) => ({
  id,
  level: 'SHOULD' as const,
  citations: [CITATION.dataResponseMultiple],
  requirements: [],
  advice: true,
});

/** What the export says of a resource, and where. */
interface Exported extends LineContent {
  readonly file: FileRead;
}

interface Sides {
  /** What searches found of patients whom the export holds, each resource once. */
  readonly searched: readonly Found[];
  /** The same of types of which the export has no file. */
  readonly ofNoFile: readonly Found[];
  /** How many more are of types of which not every file was read to its end. */
  readonly unread: number;
  readonly exported: ReadonlyMap<string, Exported>;
  readonly ids: KeptNames;
  readonly transactionTime: number;
}

/** Both sides as far as they can be compared: patients of the export, and types that it has. */
function sidesOf({ read, searched }: BothSides): Sides {
  const files = outcomesOf(read);
  const unread = new Set(read.files.filter((file) => !isWhole(file)).map(({ type }) => type));
  const types = new Set(files.map(({ type }) => type).filter((type) => !unread.has(type)));
  const ids = new KeptNames(files.map(({ outcome }) => outcome.ids));
  const contents = files.flatMap((file) =>
    file.outcome.contents.map((content): [string, Exported] => [
      content.name,
      { ...content, file },
    ]),
  );
  const exported = new Map(contents);
  const found = [...searched]
    .filter(([patient]) => ids.has(hashOf(patient)) || exported.has(patient))
    .flatMap(([, each]) => each)
    .filter(({ resource }) => resource.id !== undefined);
  const all = [...new Map(found.map((one) => [nameOf(one.resource), one])).values()];
  const each = all.filter(({ resource }) => !unread.has(resource.resourceType));
  return {
    unread: all.length - each.length,
    searched: each.filter(({ resource }) => types.has(resource.resourceType)),
    // What lies in no patient's record need not come with the patients'.
    ofNoFile: each.filter(
      ({ resource }) => !types.has(resource.resourceType) && subjectOf(resource) !== undefined,
    ),
    exported,
    ids,
    transactionTime: Date.parse(String(read.manifest.json['transactionTime'])),
  };
}

const UNREAD = 'not every file of their type was read to its end';

const NOBODY = omit('Nobody whom the single-patient API was asked about is in the export.');

/** Whether a resource came about after the export was made. */
function isLater({ resource: { meta } }: Found, transactionTime: number): boolean {
  const at = isObject(meta) ? Date.parse(String(meta['lastUpdated'])) : Number.NaN;
  return at > transactionTime;
}

/** Everything that searches show of a patient is in the export, too. */
export const apiCompleteness = (context: PlanContext) =>
  defineCheck({
    ...about('bulk.complete'),
    needs: { both: bothSidesProbe(context) },
    title: 'What the single-patient API shows is in the export',
    failureTitle: 'The export leaves out what the single-patient API shows',
    remedy: 'Export all resources of a member that searches by that patient find.',
    judge: ({ both }): Judgement => {
      const { searched, ofNoFile, unread, ids, transactionTime } = sidesOf(both);
      if (searched.length === 0) return NOBODY;
      const known = searched.filter(({ resource }) => ids.samples(hashOf(nameOf(resource))));
      const missing = known.filter(
        (each) => !ids.has(hashOf(nameOf(each.resource))) && !isLater(each, transactionTime),
      );
      const findings = missing.map(
        ({ resource, exchange }): Finding => ({
          severity: 'error',
          message: `${nameOf(resource)} is found by a search and is not in the export.`,
          resource: nameOf(resource),
          exchange,
        }),
      );
      const left = searched.length - known.length;
      const open = [
        { what: 'resources of searches', why: BEYOND, count: left },
        { what: 'resources of searches', why: UNREAD, count: unread },
      ].filter(({ count }) => count > 0);
      const early = ofNoFile.filter((each) => !isLater(each, transactionTime));
      const shown = judged(counted([...absentTypes(early), ...findings]), countsByType(known));
      return open.length === 0 ? shown : { ...shown, notChecked: open };
    },
  });

/** Types that searches show and of which the export has no file, each told once. */
function absentTypes(found: readonly Found[]): readonly Finding[] {
  return [...Map.groupBy(found, ({ resource }) => resource.resourceType)].flatMap(([type, all]) => {
    const [first] = all;
    if (first === undefined) return [];
    const count = all.length === 1 ? 'one' : String(all.length);
    return [
      {
        severity: 'error' as const,
        message: `The export has no ${type}, and searches find ${count} of its patients, such as ${nameOf(first.resource)}.`,
        resource: nameOf(first.resource),
        exchange: first.exchange,
      },
    ];
  });
}

function countsByType(found: readonly Found[]): string {
  const counts = new Map<string, number>();
  for (const { resource } of found) {
    counts.set(resource.resourceType, (counts.get(resource.resourceType) ?? 0) + 1);
  }
  const told = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return told.map(([type, count]) => `${count} ${type}`).join(', ');
}

/** The same version of a resource says the same in both. */
export const apiContent = (context: PlanContext) =>
  defineCheck({
    ...about('bulk.content'),
    needs: { both: bothSidesProbe(context) },
    title: 'Exported resources say what the single-patient API says',
    failureTitle: 'Exported resources differ from what the single-patient API says',
    remedy: 'Make both APIs answer from the same resource; a changed resource has a new version.',
    judge: ({ both }): Judgement => {
      const { searched, exported } = sidesOf(both);
      if (searched.length === 0) return NOBODY;
      const pairs = searched.flatMap(({ resource, exchange }) => {
        const other = exported.get(nameOf(resource));
        // Of another version other things may be said.
        if (other === undefined || other.version !== versionOf(resource)) return [];
        return [{ resource, exchange, other }];
      });
      if (pairs.length === 0) return omit('No resource came in the same version from both.');
      const findings = pairs
        .filter(({ resource, other }) => digestOf(resource) !== other.digest)
        .map(({ resource, exchange, other }) =>
          atLine(
            other.file,
            other.line,
            `${nameOf(resource)} is not what a search shows of the same version`,
            {
              resource: nameOf(resource),
              exchange,
            },
          ),
        );
      return judged(counted(findings), `${pairs.length} resources`);
    },
  });
