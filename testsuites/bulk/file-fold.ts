import type { SplitFold, StreamedLine } from '../../core/line-fold.ts';
import type { RunConfig } from '../../core/config.ts';
import type { PlanContext } from '../../core/suite.ts';
import { isObject } from '../../fhir/json.ts';
import { validateLine } from '../conformance/validate.ts';
import { packRows } from '../pack-catalogue.ts';
import { isResource, nameOf, type Resource } from '../us-core/bundle.ts';
import { isInScope } from '../us-core/device-filter.ts';
import type {
  FileOutcome,
  LineContent,
  LineIssue,
  LineProblem,
  LineStranger,
} from './file-outcome.ts';
import { CountsByKey, FirstByLine } from './first-of.ts';
import { digestOf, subjectOf, targetOf, versionOf } from './line-content.ts';
import { chooserFor } from './line-profiles.ts';
import { MembersSeen } from './members-seen.ts';
import { ShownElements } from './must-support-looks.ts';
import { MOST_NAMES, NameSet } from './name-set.ts';

/** More of a kind than this helps nobody; the rest is counted. */
const MOST_KEPT = 50;
/** Root members and kinds of what is not checked; beyond them somebody makes names up. */
const MOST_KINDS = 200;

/** How a file is to be judged: all that a thread or a function elsewhere needs to know. */
export interface FoldJob {
  /** What the manifest says the file holds. */
  readonly type: string;
  readonly config: RunConfig;
  /** Names that may be kept of the file when it has been read. */
  readonly names: number;
  /** Lines, from the first, of which it is kept what they hold; those of `config.patients` beside. */
  readonly contents: number;
}

/** A path through thousands of levels, or a name of megabytes, is told by its beginning. */
const LONGEST_TOLD = 1000;

/** What lies in no patient's record need not come with the patients' (Bulk Data, Group export). */
const MAY_STAY_OUTSIDE = new Set([
  'Binary',
  'Location',
  'Organization',
  'Practitioner',
  'PractitionerRole',
]);

const REFERENCE = '"reference"';
/** What follows the member's name where it is one: a text without escapes, as addresses are. */
const LITERAL = /\s*:\s*"([^"\\]*)"/y;

/** Judges lines of a file; of them only counts, names and the first faults stay. */
export class FileFold implements SplitFold<FileOutcome> {
  readonly job: FoldJob;
  readonly #context: PlanContext;
  readonly #choose: ReturnType<typeof chooserFor>;
  readonly #toValidate: number;
  readonly #patients: ReadonlySet<string>;
  readonly #problems = new FirstByLine<LineProblem>(MOST_KEPT);
  readonly #issues = new FirstByLine<LineIssue>(MOST_KEPT);
  readonly #blank = new FirstByLine<{ readonly line: number }>(MOST_KEPT);
  readonly #strangers = new FirstByLine<LineStranger>(MOST_KEPT);
  readonly #contents: FirstByLine<LineContent>;
  readonly #ids = new NameSet();
  readonly #references = new NameSet(MOST_NAMES, { once: true });
  readonly #seen: MembersSeen;
  readonly #members = new CountsByKey(MOST_KINDS);
  readonly #patientNames = new CountsByKey(2);
  readonly #byProfile = new CountsByKey(MOST_KINDS);
  readonly #shown: ShownElements;
  readonly #notChecked = new CountsByKey(MOST_KINDS);
  #lines = 0;
  #lastLine = 0;
  #lastTextLine = 0;
  #crlf = 0;
  #bom = false;
  #resources = 0;
  #invalid = 0;
  #notValidated = 0;
  #unprofiled = 0;
  #unstamped = 0;
  #lastStamp: string | undefined;
  #oldest = '';
  #newest = '';

  constructor(job: FoldJob) {
    const { config, type } = job;
    this.job = job;
    this.#context = { config, pack: packRows(config.options.usCore) };
    this.#choose = chooserFor(this.#context.pack, type);
    this.#toValidate = config.bulk?.linesToValidate ?? Number.POSITIVE_INFINITY;
    this.#patients = new Set(config.patients.map((id) => `Patient/${id}`));
    this.#contents = new FirstByLine(job.contents * 2);
    this.#seen = new MembersSeen(config.bulk?.members);
    this.#shown = new ShownElements(this.#context);
  }

  take({ line, text, tooLong, crlf, bom }: StreamedLine): void {
    this.#reach(line);
    this.#lastTextLine = Math.max(this.#lastTextLine, line);
    this.#lines += 1;
    if (crlf === true) this.#endsInCrlf(line);
    if (bom === true) this.#bom = true;
    if (tooLong !== undefined) {
      const message = `the line has ${tooLong} bytes, more than a reader can be asked to hold; it was not judged`;
      this.#wrong(line, 'too-long', message);
      return;
    }
    if (text === undefined) {
      this.#wrong(line, 'utf-8', 'the line is no UTF-8');
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      this.#noJson(line, text, error);
      return;
    }
    if (!isResource(value)) {
      this.#wrong(line, 'not-a-resource', 'the line is no FHIR resource');
      return;
    }
    try {
      this.#resource(line, value, text);
    } catch (error) {
      // To walk it takes more stack than there is; to have read it did not.
      if (!(error instanceof RangeError)) throw error;
      this.#wrong(line, 'too-deep', 'the resource is nested too deeply to be judged');
    }
  }

  blank(line: number): void {
    this.#reach(line);
    this.#blank.add({ line });
  }

  absorb(part: FileOutcome): void {
    this.#reach(part.lastLine);
    this.#lastTextLine = Math.max(this.#lastTextLine, part.lastTextLine);
    this.#lines += part.lines;
    if (part.crlf !== 0) this.#endsInCrlf(part.crlf);
    this.#bom ||= part.bom;
    this.#blank.absorb(
      part.blank.map((line) => ({ line })),
      part.blankLines,
    );
    this.#resources += part.resources;
    this.#problems.absorb(part.problems, part.problemCount);
    this.#issues.absorb(part.issues, part.issues.length);
    this.#strangers.absorb(part.strangers, part.strangerCount);
    this.#contents.absorb(part.contents, part.contents.length);
    this.#invalid += part.invalid;
    this.#notValidated += part.notValidated;
    this.#unprofiled += part.unprofiled;
    for (const [id, count] of Object.entries(part.byProfile)) this.#byProfile.add(id, count);
    this.#shown.absorb(part.shown);
    for (const { what, why, count } of part.notChecked) {
      this.#notChecked.add(`${what}\n${why}`, count);
    }
    this.#ids.absorb(part.ids);
    this.#references.absorb(part.references);
    for (const name of part.patients) this.#patientNames.add(name, 1);
    this.#seen.absorb(part.membersSeen);
    this.#unstamped += part.unstamped;
    this.#between(part.oldest, part.newest);
    for (const member of part.members) this.#members.add(member, 1);
  }

  part(): FileOutcome {
    return this.#outcome();
  }

  end(): FileOutcome {
    return this.#outcome(this.job.names);
  }

  #outcome(names?: number): FileOutcome {
    const repeats = this.#ids.repeats();
    return {
      lines: this.#lines,
      lastLine: this.#lastLine,
      lastTextLine: this.#lastTextLine,
      blankLines: this.#blank.count,
      blank: this.#blank.kept.map(({ line }) => line),
      crlf: this.#crlf,
      bom: this.#bom,
      resources: this.#resources,
      problems: this.#problems.kept,
      problemCount: this.#problems.count,
      invalid: this.#invalid,
      issues: this.#issues.kept,
      notValidated: this.#notValidated,
      unprofiled: this.#unprofiled,
      byProfile: Object.fromEntries(this.#byProfile.entries),
      shown: this.#shown.names(),
      notChecked: this.#notChecked.entries.map(([key, count]) => {
        const [what = '', why = ''] = key.split('\n');
        return { what, why, count };
      }),
      ids: this.#ids.data(names),
      references: this.#references.data(names),
      repeats: repeats
        .slice(0, MOST_KEPT)
        .map(({ second, first, times }) => ({ line: second, first, times })),
      repeatCount: repeats.reduce((sum, { times }) => sum + times - 1, 0),
      unsampled: this.#ids.shift === 0 ? 0 : Math.max(0, this.#resources - this.#ids.size),
      patients: this.#patientNames.keys,
      membersSeen: this.#seen.text(),
      strangers: this.#strangers.kept,
      strangerCount: this.#strangers.count,
      contents: this.#contents.kept,
      oldest: this.#oldest,
      newest: this.#newest,
      unstamped: this.#unstamped,
      members: this.#members.keys,
    };
  }

  #reach(line: number): void {
    if (line > this.#lastLine) this.#lastLine = line;
  }

  #endsInCrlf(line: number): void {
    this.#crlf = this.#crlf === 0 ? line : Math.min(this.#crlf, line);
  }

  #wrong(line: number, rule: string, message: string, resource?: string): void {
    const about = resource === undefined ? {} : { resource };
    this.#problems.add({ line, rule, message, ...about });
  }

  #noJson(line: number, text: string, error: unknown): void {
    const start = JSON.stringify(text.slice(0, 60));
    // A whole value and then more: the one message of V8 that tells it.
    if (error instanceof Error && error.message.includes('after JSON')) {
      this.#wrong(line, 'several', `the line holds more than one JSON value: ${start}…`);
    } else this.#wrong(line, 'json', `the line is no JSON: ${start}…`);
  }

  #resource(line: number, resource: Resource, text: string): void {
    this.#resources += 1;
    const name = nameOf(resource);
    if (resource.resourceType !== this.job.type) {
      const message = `expected a ${this.job.type}, as the manifest says, received a ${resource.resourceType}`;
      this.#wrong(line, 'type', message, name);
      return;
    }
    this.#names(line, name, resource, text);
    this.#stamp(resource);
    if (line <= this.#toValidate) this.#validate(line, name, resource);
    else this.#notValidated += 1;
  }

  #names(line: number, name: string, resource: Resource, text: string): void {
    // An OperationOutcome of an error file is nothing that is stored under an id.
    if (resource.id === undefined && this.job.type === 'OperationOutcome') return;
    if (resource.id === undefined) this.#wrong(line, 'no-id', 'the resource has no id', name);
    else this.#ids.add(name, line);
    this.#refersTo(text, line);
    for (const member in resource) if (!this.#members.has(member)) this.#members.add(member, 1);
    const isPatient = resource.resourceType === 'Patient' && resource.id !== undefined;
    const patient = isPatient ? name : subjectOf(resource);
    if (patient === undefined) return;
    if (isPatient) {
      this.#patientNames.add(name, 1);
      this.#seen.add(name);
    }
    if (this.#seen.isStranger(patient)) {
      this.#strangers.add({ line, patient, isSubject: !isPatient });
    }
    if (line <= this.job.contents || this.#patients.has(patient)) {
      const [version, digest] = [versionOf(resource), digestOf(resource)];
      this.#contents.add({ line, name, version, digest });
    }
  }

  /** Read from the text: a walk over the tree would cost as much as judging it. */
  #refersTo(text: string, line: number): void {
    for (let at = text.indexOf(REFERENCE); at !== -1; at = text.indexOf(REFERENCE, at + 1)) {
      LITERAL.lastIndex = at + REFERENCE.length;
      const reference = LITERAL.exec(text)?.[1];
      const target = reference === undefined ? undefined : targetOf(reference);
      if (target === undefined) continue;
      const type = target.slice(0, target.indexOf('/'));
      if (!MAY_STAY_OUTSIDE.has(type)) this.#references.add(target, line);
    }
  }

  #stamp({ meta }: Resource): void {
    const at = isObject(meta) ? meta['lastUpdated'] : undefined;
    // Exports are written in one go: many lines have the same.
    if (at !== undefined && at === this.#lastStamp) return;
    this.#lastStamp = undefined;
    const epoch = typeof at === 'string' ? Date.parse(at) : Number.NaN;
    if (Number.isNaN(epoch)) {
      this.#unstamped += 1;
      return;
    }
    this.#lastStamp = String(at);
    const iso = new Date(epoch).toISOString();
    this.#between(iso, iso);
  }

  #between(oldest: string, newest: string): void {
    if (oldest !== '' && (this.#oldest === '' || oldest < this.#oldest)) this.#oldest = oldest;
    if (newest > this.#newest) this.#newest = newest;
  }

  #validate(line: number, name: string, resource: Resource): void {
    const profiles = isInScope(this.#context.config, resource) ? this.#choose(resource) : [];
    if (profiles.length === 0) this.#unprofiled += 1;
    for (const profile of profiles) {
      this.#byProfile.add(profile.id, 1);
      this.#shown.look(profile, resource);
    }
    const urls = profiles.map(({ url }) => url);
    const { issues, notChecked } = validateLine(resource, urls, this.#context.pack.version);
    for (const { what, why, count } of notChecked) this.#notChecked.add(`${what}\n${why}`, count);
    const errors = issues.filter(({ severity }) => severity === 'error' || severity === 'fatal');
    if (errors.length === 0) return;
    this.#invalid += 1;
    for (const { rule, expression, message, profile } of errors.slice(0, MOST_KEPT)) {
      const by = profile ?? urls.join(', ');
      this.#issues.add({
        line,
        resource: name.slice(0, LONGEST_TOLD),
        profile: by,
        rule,
        expression: expression.slice(0, LONGEST_TOLD),
        message: message.slice(0, LONGEST_TOLD),
      });
    }
  }
}

/** The outcome of a whole from those of its parts, in whatever order. */
export function mergeOutcomes(job: FoldJob, parts: readonly FileOutcome[]): FileOutcome {
  const fold = new FileFold(job);
  for (const part of parts) fold.absorb(part);
  return fold.end();
}
