import { defineCheck, judged, omit } from '../../core/check.ts';
import { type Exchange, isAnswered } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { LineFold, StreamedLine } from '../../core/line-fold.ts';
import { defineProbe, notAsked, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { aboutBulk, isBulk2 } from './bulk-target.ts';
import { fetchFile } from './files.probe.ts';
import { filesIn, type ListedFile } from './manifest.probe.ts';
import { ONLY_2 } from './parameter.check.ts';
import { sinceFilesProbe } from './since.probe.ts';
import { fileName } from './told-file.ts';

/** What is wrong with the lines of a file of deletions. */
type Deletions = {
  readonly lines: number;
  readonly problems: readonly { readonly line: number; readonly what: string }[];
};

const MOST_PROBLEMS = 20;

const listOf = (value: JsonValue | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

/** Bulk Data 2.0, Complete Status, deleted: a transaction Bundle of DELETE requests a line. */
export function problemOf(text: string | undefined): string | undefined {
  let bundle: unknown;
  try {
    bundle = JSON.parse(text ?? '');
  } catch {
    return 'a line that is no JSON';
  }
  if (!isJsonObject(bundle)) return 'a line that is no object';
  const { resourceType, type, entry } = bundle;
  if (resourceType !== 'Bundle') return `resource type ${String(resourceType)}`;
  if (type !== 'transaction') return `a Bundle of type ${String(type)}`;
  const requests = listOf(entry).map(({ request }) => (isJsonObject(request) ? request : {}));
  if (requests.length === 0) return 'a Bundle without entries';
  const wrong = requests.find(
    ({ method, url }) => method !== 'DELETE' || typeof url !== 'string' || url === '',
  );
  return wrong === undefined
    ? undefined
    : `an entry with method ${String(wrong['method'])} and url ${String(wrong['url'])}`;
}

class DeletionsFold implements LineFold<Deletions> {
  #lines = 0;
  readonly #problems: { line: number; what: string }[] = [];

  take({ line, text }: StreamedLine): void {
    this.#lines += 1;
    const what = problemOf(text);
    if (what !== undefined && this.#problems.length < MOST_PROBLEMS) {
      this.#problems.push({ line, what });
    }
  }

  end(): Deletions {
    return { lines: this.#lines, problems: this.#problems };
  }
}

interface DeletionsRead {
  readonly file: ListedFile;
  readonly exchange: Exchange;
  readonly outcome?: Deletions;
}

/** The files in which the export with `_since` tells what was deleted. */
const deletionsProbe = (context: PlanContext): Probe<readonly DeletionsRead[]> =>
  defineProbe({
    id: 'bulk-deletions',
    needs: { read: sinceFilesProbe(context) },
    gather: async (io, { read: { manifest } }) => {
      const listed = filesIn(manifest, 'deleted').map((file, number) => ({ file, number }));
      if (listed.length === 0) return notAsked('The manifest lists no file of deletions.');
      return io.each(listed, async ({ file, number }) => {
        const key = `bulk/since/deleted/${number}`;
        const fold = () => new DeletionsFold();
        return { file, ...(await fetchFile(io, context, manifest, file, key, fold)) };
      });
    },
  });

export const deletionBundles = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('deleted-files.bundles', 'SHALL'),
    requirements: [],
    advice: true,
    needs: { deletions: deletionsProbe(context) },
    title: 'Files of deletions hold transaction Bundles of DELETE requests',
    failureTitle: 'Files of deletions do not hold transaction Bundles of DELETE requests',
    remedy:
      'Write a Bundle of type transaction a line, each entry with request.method DELETE and request.url.',
    judge: ({ deletions }) => {
      if (!isBulk2(context)) return ONLY_2;
      const read = deletions.flatMap((each) =>
        each.outcome === undefined ? [] : [{ ...each, outcome: each.outcome }],
      );
      if (read.length === 0) {
        const first = deletions.find(({ exchange }) => isAnswered(exchange));
        const status = first?.exchange.response?.status;
        return status === undefined
          ? omit('The files of deletions were not read.')
          : judged([notThere(first?.file, status, first?.exchange.index)]);
      }
      const findings = read.flatMap(({ file, exchange, outcome }) =>
        outcome.problems.map(({ line, what }) =>
          differs(`${fileName(file)}, line ${line}`, {
            expected: 'a transaction Bundle of DELETE requests',
            received: what,
            exchange: exchange.index,
          }),
        ),
      );
      return judged(findings, `${read.length} files`);
    },
  });

const notThere = (
  file: ListedFile | undefined,
  status: number,
  exchange: number | undefined,
): Finding =>
  differs(file === undefined ? 'deleted' : fileName(file), {
    expected: 'HTTP 200',
    received: `HTTP ${status}`,
    ...(exchange === undefined ? {} : { exchange }),
  });
