import type { LineFold, StreamedLine } from '../../core/line-fold.ts';
import type { PlanContext } from '../../core/suite.ts';
import { isObject } from '../../fhir/json.ts';
import { validateLine } from '../conformance/validate.ts';
import { isResource, nameOf, type Resource } from '../us-core/bundle.ts';
import type { FileOutcome, LineIssue, LineProblem } from './file-outcome.ts';
import { chooserFor } from './line-profiles.ts';
import { type Wanted, wantedOf } from './must-support-looks.ts';

/** More of a kind than this helps nobody; the rest is counted. */
const MOST_KEPT = 50;
/** Names kept of one file: what memory and the journal can bear. */
const MOST_NAMES = 50_000;

/** A literal reference as the export would name it: `Type/id`, without base and version. */
const RELATIVE = /^(?:https?:\/\/.*\/)?([A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64})(?:\/_history\/.+)?$/;

function collectReferences(value: unknown, into: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collectReferences(item, into);
    return;
  }
  if (!isObject(value)) return;
  for (const name in value) {
    const member = value[name];
    if (name === 'reference' && typeof member === 'string') {
      const target = RELATIVE.exec(member)?.[1];
      if (target !== undefined && into.size < MOST_NAMES) into.add(target);
    } else if (typeof member === 'object') collectReferences(member, into);
  }
}

export interface FoldOptions {
  readonly context: PlanContext;
  /** What the manifest says the file holds. */
  readonly type: string;
}

/** Judges a file line by line; of the whole only counts, names and the first faults stay. */
export class FileFold implements LineFold<FileOutcome> {
  readonly #type: string;
  readonly #context: PlanContext;
  readonly #choose: ReturnType<typeof chooserFor>;
  readonly #toValidate: number;
  readonly #problems: LineProblem[] = [];
  readonly #issues: LineIssue[] = [];
  readonly #ids = new Set<string>();
  readonly #references = new Set<string>();
  readonly #members = new Set<string>();
  readonly #byProfile = new Map<string, number>();
  readonly #wanted = new Map<string, Wanted[]>();
  readonly #shown = new Map<string, string[]>();
  readonly #notChecked = new Map<string, { what: string; why: string; count: number }>();
  #lines = 0;
  #last = 0;
  #blank = 0;
  #resources = 0;
  #problemCount = 0;
  #invalid = 0;
  #notValidated = 0;
  #unprofiled = 0;
  #duplicates = 0;
  #unstamped = 0;
  #oldest = '';
  #newest = '';

  constructor({ context, type }: FoldOptions) {
    this.#context = context;
    this.#type = type;
    this.#choose = chooserFor(context.pack, type);
    this.#toValidate = context.config.bulk?.linesToValidate ?? Number.POSITIVE_INFINITY;
  }

  take({ line, text, tooLong }: StreamedLine): void {
    this.#blank += line - this.#last - 1;
    this.#last = line;
    this.#lines += 1;
    if (tooLong !== undefined) {
      this.#wrong(line, 'too-long', `the line has ${tooLong} bytes, more than any resource should`);
      return;
    }
    if (text === undefined) {
      this.#wrong(line, 'utf-8', 'the line is no UTF-8');
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.#wrong(line, 'json', `the line is no JSON: ${JSON.stringify(text.slice(0, 60))}…`);
      return;
    }
    if (!isResource(value)) {
      this.#wrong(line, 'not-a-resource', 'the line is no FHIR resource');
      return;
    }
    this.#resource(line, value);
  }

  end(): FileOutcome {
    return {
      lines: this.#lines,
      blankLines: this.#blank,
      resources: this.#resources,
      problems: this.#problems,
      problemCount: this.#problemCount,
      invalid: this.#invalid,
      issues: this.#issues,
      notValidated: this.#notValidated,
      unprofiled: this.#unprofiled,
      byProfile: Object.fromEntries(this.#byProfile),
      shown: Object.fromEntries(this.#shown),
      notChecked: [...this.#notChecked.values()],
      ids: [...this.#ids],
      references: [...this.#references],
      isCut: this.#ids.size >= MOST_NAMES || this.#references.size >= MOST_NAMES,
      duplicates: this.#duplicates,
      oldest: this.#oldest,
      newest: this.#newest,
      unstamped: this.#unstamped,
      members: [...this.#members],
    };
  }

  #wrong(line: number, rule: string, message: string, resource?: string): void {
    this.#problemCount += 1;
    if (this.#problems.length >= MOST_KEPT) return;
    this.#problems.push({ line, rule, message, ...(resource === undefined ? {} : { resource }) });
  }

  #resource(line: number, resource: Resource): void {
    this.#resources += 1;
    const name = nameOf(resource);
    if (resource.resourceType !== this.#type) {
      const message = `expected a ${this.#type}, as the manifest says, received a ${resource.resourceType}`;
      this.#wrong(line, 'type', message, name);
      return;
    }
    this.#names(line, name, resource);
    this.#stamp(resource);
    if (this.#lines <= this.#toValidate) this.#validate(line, name, resource);
    else this.#notValidated += 1;
  }

  #names(line: number, name: string, resource: Resource): void {
    // An OperationOutcome of an error file is nothing that is stored under an id.
    if (resource.id === undefined && this.#type === 'OperationOutcome') return;
    if (resource.id === undefined) this.#wrong(line, 'no-id', 'the resource has no id', name);
    else if (this.#ids.has(name)) {
      this.#duplicates += 1;
      if (this.#issues.length < MOST_KEPT)
        this.#wrong(line, 'duplicate', `${name} comes again`, name);
    } else if (this.#ids.size < MOST_NAMES) this.#ids.add(name);
    collectReferences(resource, this.#references);
    if (this.#members.size < MOST_KEPT) for (const member in resource) this.#members.add(member);
  }

  #stamp({ meta }: Resource): void {
    const at = isObject(meta) ? meta['lastUpdated'] : undefined;
    const epoch = typeof at === 'string' ? Date.parse(at) : Number.NaN;
    if (Number.isNaN(epoch)) {
      this.#unstamped += 1;
      return;
    }
    const iso = new Date(epoch).toISOString();
    if (this.#oldest === '' || iso < this.#oldest) this.#oldest = iso;
    if (iso > this.#newest) this.#newest = iso;
  }

  #validate(line: number, name: string, resource: Resource): void {
    const profiles = this.#choose(resource);
    if (profiles.length === 0) this.#unprofiled += 1;
    for (const profile of profiles) {
      this.#byProfile.set(profile.id, (this.#byProfile.get(profile.id) ?? 0) + 1);
      this.#look(profile.id, resource, () => wantedOf(this.#context, profile));
    }
    const urls = profiles.map(({ url }) => url);
    const { issues, notChecked } = validateLine(resource, urls, this.#context.pack.version);
    for (const item of notChecked) {
      const key = `${item.what}\n${item.why}`;
      const known = this.#notChecked.get(key);
      if (known === undefined) this.#notChecked.set(key, { ...item });
      else known.count += item.count;
    }
    const errors = issues.filter(({ severity }) => severity === 'error' || severity === 'fatal');
    if (errors.length === 0) return;
    this.#invalid += 1;
    for (const { rule, expression, message, profile } of errors) {
      if (this.#issues.length >= MOST_KEPT) return;
      const by = profile ?? urls.join(', ');
      this.#issues.push({ line, resource: name, profile: by, rule, expression, message });
    }
  }

  #look(id: string, resource: Resource, wantedOfProfile: () => readonly Wanted[]): void {
    const wanted = this.#wanted.get(id) ?? [...wantedOfProfile()];
    const shown = this.#shown.get(id) ?? [];
    this.#shown.set(id, shown);
    const left = wanted.filter(({ name, look }) => {
      if (look(resource) !== 'shown') return true;
      shown.push(name);
      return false;
    });
    this.#wanted.set(id, left);
  }
}
