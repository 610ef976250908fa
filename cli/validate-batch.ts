import { type LineBatch, textLines } from '../fhir/ndjson.ts';
import type { Issue, NotCheckedItem, Validator } from '../fhir/validator.ts';
import { isError, outcomeOf, type Place } from './outcome.ts';

/** How resources are judged and what is written of them. */
export interface BatchOptions {
  readonly profiles: readonly string[];
  /** Write a line of JSON for each resource. */
  readonly jsonl: boolean;
}

/** What some lines of one file came to; texts are whole lines, in the order of the file. */
export interface BatchResult {
  readonly outcomes: string;
  readonly jsonl: string;
  readonly resources: number;
  readonly invalid: number;
  readonly warned: number;
  readonly notChecked: readonly NotCheckedItem[];
}

/** Judges each line of a batch; a line that is no resource is an issue, never the end. */
export function judgeBatch(
  batch: LineBatch,
  file: string,
  validator: Validator,
  options: BatchOptions,
): BatchResult {
  const tally = new Tally(options);
  if (batch.kind === 'too-long') {
    const message = `The line has ${batch.length} bytes, more than is read as one resource`;
    tally.add(undefined, [unreadable('line-too-long', message)], { file, line: batch.line });
    return tally.result();
  }
  for (const { line, text } of textLines(batch.bytes, batch.firstLine))
    judgeText(text, { file, line }, validator, tally);
  return tally.result();
}

/** Judges a file that holds one resource. */
export function judgeWhole(
  text: string | undefined,
  file: string,
  validator: Validator,
  options: BatchOptions,
): BatchResult & { readonly issues: readonly Issue[] } {
  const tally = new Tally(options);
  const issues = judgeText(text, { file }, validator, tally);
  return { ...tally.result(), issues };
}

/** The result of a file that could not be read to its end. */
export function judgeUnreadable(place: Place, message: string, options: BatchOptions): BatchResult {
  const tally = new Tally(options);
  tally.add(undefined, [unreadable('unreadable', message)], place);
  return tally.result();
}

function judgeText(
  text: string | undefined,
  place: Place,
  validator: Validator,
  tally: Tally,
): readonly Issue[] {
  if (text === undefined) {
    const issues = [unreadable('utf-8', 'The text is not UTF-8, as FHIR asks of JSON')];
    tally.add(undefined, issues, place);
    return issues;
  }
  let resource: unknown;
  try {
    resource = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const issues = [unreadable('json', `The text is not JSON: ${reason.slice(0, 300)}`)];
    tally.add(undefined, issues, place);
    return issues;
  }
  const { issues, notChecked } = validator.validate(resource, { profiles: tally.options.profiles });
  tally.add(resource, issues, place);
  tally.addNotChecked(notChecked);
  return issues;
}

const unreadable = (rule: string, message: string): Issue => ({
  severity: 'fatal',
  code: 'structure',
  rule,
  expression: '',
  message,
});

/** Adds up what is written and counted. */
class Tally {
  readonly options: BatchOptions;
  private readonly outcomes: string[] = [];
  private readonly jsonl: string[] = [];
  private readonly notChecked = new Map<string, NotCheckedItem>();
  private resources = 0;
  private invalid = 0;
  private warned = 0;

  constructor(options: BatchOptions) {
    this.options = options;
  }

  add(resource: unknown, issues: readonly Issue[], place: Place): void {
    this.resources++;
    const errors = issues.filter(isError);
    if (errors.length > 0) this.invalid++;
    else if (issues.length > 0) this.warned++;
    // Of lines only the invalid ones are told: a bulk file lacks, say, a narrative in every line.
    if (errors.length > 0 || (issues.length > 0 && place.line === undefined))
      this.outcomes.push(`${JSON.stringify(outcomeOf(issues, place))}\n`);
    if (this.options.jsonl)
      this.jsonl.push(`${JSON.stringify(row(resource, issues, errors, place))}\n`);
  }

  addNotChecked(items: readonly NotCheckedItem[]): void {
    addNotChecked(this.notChecked, items);
  }

  result(): BatchResult {
    return {
      outcomes: this.outcomes.join(''),
      jsonl: this.jsonl.join(''),
      resources: this.resources,
      invalid: this.invalid,
      warned: this.warned,
      notChecked: [...this.notChecked.values()],
    };
  }
}

/** Adds counts of what was not checked to a tally by what and why. */
export function addNotChecked(
  tally: Map<string, NotCheckedItem>,
  items: readonly NotCheckedItem[],
): void {
  for (const item of items) {
    const key = `${item.what}\n${item.why}`;
    const known = tally.get(key);
    tally.set(key, known === undefined ? item : { ...known, count: known.count + item.count });
  }
}

/** One line of `--jsonl`. */
const row = (
  resource: unknown,
  issues: readonly Issue[],
  errors: readonly Issue[],
  { file, line }: Place,
): unknown => ({
  file,
  ...(line === undefined ? {} : { line }),
  ...named(resource),
  valid: errors.length === 0,
  errors: errors.map(told),
  warnings: issues.filter(({ severity }) => severity === 'warning').map(told),
});

const told = ({ expression, message, code, rule }: Issue): unknown => ({
  expression,
  message,
  code: code === 'invariant' ? rule : code,
});

const named = (resource: unknown): { resource?: string } => {
  if (typeof resource !== 'object' || resource === null) return {};
  const type: unknown = Reflect.get(resource, 'resourceType');
  const id: unknown = Reflect.get(resource, 'id');
  return typeof type === 'string'
    ? { resource: typeof id === 'string' ? `${type}/${id}` : type }
    : {};
};
