import { defineCheck, judged } from '../../core/check.ts';
import type { Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { aboutBulk } from './bulk-target.ts';
import { fileAgainProbe, type ReadTwice } from './file-again.probe.ts';
import { counted } from './file.check.ts';
import { atLine, fileName } from './told-file.ts';

/** Lines that hold something else than they did, whatever their order. */
function changedLines({ first, again, isComplete }: ReadTwice): readonly Finding[] {
  const before = new Map(first.outcome.contents.map((each) => [each.name, each]));
  const after = new Map(again.outcome.contents.map((each) => [each.name, each]));
  const different = [...after.values()].flatMap((now) => {
    const then = before.get(now.name);
    if (then === undefined) {
      return isComplete ? [atLine(again, now.line, `${now.name} was not there before`)] : [];
    }
    return then.digest === now.digest && then.version === now.version
      ? []
      : [atLine(again, now.line, `${now.name} is not what line ${then.line} held before`)];
  });
  const gone = isComplete
    ? [...before.values()]
        .filter(({ name }) => !after.has(name))
        .map(({ name, line }) => atLine(again, line, `${name}, which was here, is gone`))
    : [];
  return [...different, ...gone].map((finding) => ({ ...finding, expression: fileName(again) }));
}

/** Bulk Data, Complete Status: a file holds the state of transactionTime, however often it is read. */
export const fileStable = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('file.stable', 'SHOULD'),
    requirements: [],
    advice: true,
    needs: { twice: fileAgainProbe(context) },
    title: 'A file is the same when it is read again',
    failureTitle: 'A file is not the same when it is read again',
    remedy: 'Write each file once, and hand the same bytes out until it expires.',
    judge: ({ twice }) => {
      const { first, again } = twice;
      const [then, now] = [first.outcome.lines, again.outcome.lines];
      const changed = changedLines(twice);
      const sizes =
        then === now || changed.length > 0
          ? []
          : [
              atLine(
                again,
                Math.min(then, now) + 1,
                `it has ${now} lines, and had ${then} before`,
                {
                  expression: fileName(again),
                },
              ),
            ];
      return judged(counted([...changed, ...sizes]), `${now} lines of ${fileName(again)}`);
    },
  });
