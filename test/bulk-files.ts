import type { RunConfig } from '../core/config.ts';
import type { AnsweredExchange } from '../core/exchange.ts';
import { feed } from '../core/line-fold.ts';
import { LineBatcher } from '../fhir/ndjson.ts';
import { FileFold, type FoldJob } from '../testsuites/bulk/file-fold.ts';
import type { FilesRead } from '../testsuites/bulk/files.probe.ts';
import { fakeConfig } from './fake-ehr.ts';

const BASE = 'https://ehr.example.org/bulk';

const answered = (index: number, url: string, type: string): AnsweredExchange => ({
  kind: 'exchange',
  index,
  key: url,
  context: 'none',
  probe: 'test',
  at: '2026-03-01T12:00:00.000Z',
  request: { method: 'GET', url, headers: [] },
  attempts: 1,
  timings: { total: 1 },
  response: { status: 200, headers: [['content-type', type]], size: 1 },
});

/** How files of the evidence depart from what is usual. */
export interface FilesGiven {
  readonly config?: Partial<RunConfig>;
  readonly contentType?: string;
  /** What the manifest says each file has. */
  readonly count?: number;
  readonly truncated?: string;
  readonly job?: Partial<FoldJob>;
}

/** An export as it was read, of files whose text is given by type. */
export function exportOf(
  files: Readonly<Record<string, string>>,
  given: FilesGiven = {},
): FilesRead {
  const { config = {}, contentType = 'application/fhir+ndjson', count, truncated, job } = given;
  const listed = Object.entries(files).map(([type, text], at) => {
    const url = `${BASE}/${type}.ndjson`;
    const fold = new FileFold({
      type,
      config: fakeConfig(config),
      names: 100_000,
      contents: 1000,
      ...job,
    });
    const batcher = new LineBatcher();
    for (const batch of [...batcher.push(Buffer.from(text)), ...batcher.end()]) feed(fold, batch);
    const exchange = answered(at + 1, url, contentType);
    const response = { ...exchange.response, ...(truncated === undefined ? {} : { truncated }) };
    return {
      type,
      url,
      ...(count === undefined ? {} : { count }),
      exchange: { ...exchange, response },
      redirects: 0,
      outcome: fold.end(),
    };
  });
  const json = { transactionTime: '2026-03-01T12:00:00Z', requiresAccessToken: false };
  return {
    manifest: { exchange: answered(0, `${BASE}/status`, 'application/json'), json },
    files: listed,
  };
}

/** Lines of a file. */
export const lines = (...resources: readonly object[]): string =>
  resources.map((resource) => `${JSON.stringify(resource)}\n`).join('');
