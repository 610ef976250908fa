import type { Results } from '../core/results.ts';

/** Exit codes of the contract. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  defect: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The code with which a run's results end the command. */
export const exitCodeOf = ({ run, summary }: Results): ExitCode => {
  if (run.status === 'unreachable') return EXIT.unreachable;
  return summary.fail > 0 ? EXIT.failed : EXIT.ok;
};

/** Ends a command with one clear sentence for the person who gave it. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  constructor(message: string, exitCode: ExitCode = EXIT.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}
