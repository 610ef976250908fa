import type { EvidenceStore, RunStore } from '../../core/ports.ts';
import { readPictures } from '../../core/pictures.ts';
import { retained } from '../../core/retention.ts';
import type { Results } from '../../core/results.ts';
import { renderRunFiles } from '../../reports/render-all.ts';
import { RESULTS_FILE } from './judge.ts';
import { type StoredRun, storedRun } from './stored-run.ts';

export interface RenderPorts {
  readonly runs: RunStore;
  readonly evidence: EvidenceStore;
}

/** The results of a run, if it has been judged. */
export async function resultsOf(
  evidence: EvidenceStore,
  runId: string,
): Promise<Results | undefined> {
  const stored = await evidence.getFile(runId, RESULTS_FILE);
  return stored === undefined ? undefined : (JSON.parse(Buffer.from(stored).toString()) as Results);
}

/** Makes the reports of a judged run and closes its evidence as its retention policy says. */
export async function renderRecorded(
  { run, config }: Pick<StoredRun, 'run' | 'config'>,
  results: Results,
  evidence: EvidenceStore,
): Promise<void> {
  const journal = retained(await evidence.read(run.id), config.evidence.bodies);
  const pictures = await readPictures(journal, evidence, run.id);
  await Promise.all(
    Object.entries(renderRunFiles(results, journal, { pictures })).map(([name, content]) =>
      evidence.putFile(run.id, name, content),
    ),
  );
  await evidence.seal(run.id, journal);
}

/** The state Render: reports, evidence closed, secrets and target let go. */
export async function renderStep(
  runId: string,
  { runs, evidence }: RenderPorts,
): Promise<{ readonly runId: string }> {
  const stored = await storedRun(runs, runId);
  const results = await resultsOf(evidence, runId);
  if (results === undefined) throw new Error(`run ${runId} has not been judged`);
  await renderRecorded(stored, results, evidence);
  await runs.updateRun(runId, {
    status: results.run.status,
    finishedAt: results.run.finishedAt,
    requests: results.run.requests,
    summary: results.summary,
  });
  await runs.dropSealed(runId);
  await runs.dropLease(stored.run.target.fhirBaseUrl, runId);
  return { runId };
}
