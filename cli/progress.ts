import { styleText } from 'node:util';
import type { Plan } from '../core/plan.ts';
import type { CheckResult } from '../core/results.ts';
import { VERDICTS, type Verdict } from '../core/verdict.ts';

const COLOUR: Readonly<Record<Verdict, Parameters<typeof styleText>[0]>> = {
  pass: 'green',
  fail: 'red',
  warn: 'yellow',
  skip: 'cyan',
  omit: 'gray',
  attest: 'magenta',
  error: 'red',
  waived: 'yellow',
};

/** Text in a verdict's colour where the stream shows colours (NO_COLOR is honoured). */
export const coloured = (verdict: Verdict, text: string, stream: NodeJS.WriteStream): string =>
  styleText(COLOUR[verdict], text, { stream });

/** "12 pass, 1 fail": the verdicts there are, worst words in colour. */
export const countsText = (
  counts: Readonly<Partial<Record<Verdict, number>>>,
  stream: NodeJS.WriteStream,
): string =>
  VERDICTS.filter((verdict) => (counts[verdict] ?? 0) > 0)
    .map((verdict) => coloured(verdict, `${counts[verdict]} ${verdict}`, stream))
    .join(', ');

interface GroupProgress {
  readonly title: string;
  readonly total: number;
  done: number;
  readonly counts: Partial<Record<Verdict, number>>;
}

export interface Progress {
  readonly checked: (check: CheckResult) => void;
  readonly end: () => void;
}

/** Redraws no more often than this; milliseconds. */
const REDRAW_MS = 100;

/** Live groups with counts on a terminal; in a log, one line for each group that is done. */
export function showProgress(plan: Plan, stream: NodeJS.WriteStream = process.stderr): Progress {
  const groups = new Map<string, GroupProgress>(
    plan.groups.map(({ id, title }) => [
      id,
      {
        title,
        total: plan.checks.filter(({ group }) => group === id).length,
        done: 0,
        counts: {},
      },
    ]),
  );
  const line = ({ title, total, done, counts }: GroupProgress): string =>
    `  ${title.padEnd(28)} ${String(done).padStart(4)}/${String(total).padEnd(4)} ${countsText(counts, stream)}`;
  let drawn = 0;
  let last = 0;
  const draw = (): void => {
    const lines = [...groups.values()].filter(({ total }) => total > 0).map(line);
    const up = drawn === 0 ? '' : `\u001b[${drawn}A`;
    stream.write(`${up}${lines.map((text) => `\u001b[2K${text}`).join('\n')}\n`);
    drawn = lines.length;
    last = Date.now();
  };
  return {
    checked: ({ group, verdict }) => {
      const progress = groups.get(group);
      if (progress === undefined) return;
      progress.done += 1;
      progress.counts[verdict] = (progress.counts[verdict] ?? 0) + 1;
      if (stream.isTTY === true) {
        if (Date.now() - last > REDRAW_MS) draw();
      } else if (progress.done === progress.total) {
        stream.write(`${line(progress)}\n`);
      }
    },
    end: () => {
      if (stream.isTTY === true) draw();
    },
  };
}
