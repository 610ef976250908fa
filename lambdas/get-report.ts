import { apiHandler, fileAnswer, Refusal } from './api-handler.ts';
import { evidenceIn } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { runIdOf } from './shown-run.ts';

const evidence = evidenceIn(readEnv('EVIDENCE_BUCKET'));

const FORMATS: Readonly<Record<string, readonly [file: string, type: string]>> = {
  html: ['report.html', 'text/html; charset=utf-8'],
  json: ['results.json', 'application/json'],
  junit: ['junit.xml', 'application/xml'],
  fhir: ['testreport.json', 'application/fhir+json'],
  csv: ['summary.csv', 'text/csv; charset=utf-8'],
};

/** Scripts and styles of the page are its own and stand in it; its own policy narrows this. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

/** GET /runs/{id}/report: the page, or with `format` the same as json, junit, fhir or csv. */
export const handler = apiHandler(async (event) => {
  const id = runIdOf(event);
  const format = event.queryStringParameters?.['format'] ?? 'html';
  const known = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (known === undefined) {
    throw new Refusal(400, `format "${format}" is none of ${Object.keys(FORMATS).join(', ')}`);
  }
  const [file, type] = known;
  const content = await evidence.getFile(id, file);
  if (content === undefined) throw new Refusal(404, `there is no report of run "${id}" yet`);
  const policy = format === 'html' ? { 'content-security-policy': PAGE_POLICY } : {};
  return fileAnswer(event, type, content, policy);
});
