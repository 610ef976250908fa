import type { EvidenceStore, RunStore } from '../../core/ports.ts';
import { retained } from '../../core/retention.ts';
import type { Results } from '../../core/results.ts';
import { renderRunFiles } from '../../reports/render-all.ts';
import { RESULTS_FILE } from './judge.ts';
import { storedRun } from './stored-run.ts';

export interface RenderPorts {
  readonly runs: RunStore;
  readonly evidence: EvidenceStore;
}

/** Makes the reports of a judged run, closes its evidence and lets go of secrets and target. */
export async function renderStep(
  runId: string,
  { runs, evidence }: RenderPorts,
): Promise<{ readonly runId: string }> {
  const { run, config } = await storedRun(runs, runId);
  const stored = await evidence.getFile(runId, RESULTS_FILE);
  if (stored === undefined) throw new Error(`run ${runId} has not been judged`);
  const results = JSON.parse(Buffer.from(stored).toString()) as Results;
  const journal = retained(await evidence.read(runId), config.evidence.bodies);
  await Promise.all(
    Object.entries(renderRunFiles(results, journal)).map(([name, content]) =>
      evidence.putFile(runId, name, content),
    ),
  );
  await evidence.seal(runId, journal);
  await runs.updateRun(runId, {
    status: results.run.status,
    finishedAt: results.run.finishedAt,
    requests: results.run.requests,
    summary: results.summary,
  });
  await runs.dropSealed(runId);
  await runs.dropLease(run.target.fhirBaseUrl, runId);
  return { runId };
}
