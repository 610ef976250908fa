import type { JsonObject } from '../../core/json.ts';
import { defineProbe, lacking, type Lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { BACKEND } from '../backend-services/backend-token.probe.ts';
import { FHIR_JSON, jsonReply, type JsonReply } from '../launch/json-reply.ts';
import { bulkBase, longestWait } from './bulk-target.ts';
import { completedIn, exportAsk, type KickedOff, replyOf } from './export.probe.ts';
import { beginExport, endRound, type ExportAsk, finishExport } from './export-run.ts';
import { type FilesRead, filesProbe, outcomesOf, readFiles } from './files.probe.ts';
import { readManifest } from './manifest.probe.ts';

/** An export that is narrowed or widened by one parameter. */
export interface EffectAsk {
  readonly name: string;
  /** Asks for the patients alone, so that little has to be exported. */
  readonly ask: (patient: string) => {
    readonly query?: string;
    readonly parameters?: JsonObject;
    readonly handling?: NonNullable<ExportAsk['handling']>;
  };
}

/** An export that is to pass over a parameter that nobody knows (RFC 7240, handling=lenient). */
export const LENIENT: EffectAsk = {
  name: 'unknown-lenient',
  ask: () => ({ query: '?_type=Patient&_assayUnknown=1', handling: 'lenient' }),
};

/** What an optional parameter of an export came to. */
export interface Effect {
  readonly reply: KickedOff;
  /** Id of the patient to whom it was narrowed, where it was. */
  readonly patient: string;
  /** What was exported, or why nothing was. */
  readonly read: FilesRead | Lacking;
}

/** The first patient of the whole export. */
export const firstPatient = (read: FilesRead): string | undefined =>
  outcomesOf(read)
    .flatMap(({ outcome }) => outcome.patients)
    .map((name) => name.replace(/^Patient\//, ''))[0];

/** An export with this parameter, as far as the server goes along. */
export const effectProbe = (context: PlanContext, row: EffectAsk): Probe<Effect> =>
  defineProbe({
    id: `bulk-effect(${row.name})`,
    needs: { whole: filesProbe(context) },
    gather: async (io, { whole }) => {
      const patient = firstPatient(whole);
      if (patient === undefined) return lacking('No patient was exported to narrow an export to.');
      // Below the whole export, whose first patient it is about.
      const name = `bulk/${row.name}`;
      const ask = exportAsk(context, { name, ...row.ask(patient) });
      if ('lacking' in ask) return ask;
      const begun = await beginExport(io, ask);
      const reply = replyOf(begun);
      const completed = completedIn(await finishExport(io, begun, ask));
      if ('lacking' in completed) return { reply, patient, read: completed };
      const manifest = await readManifest(io, name, completed, longestWait(context));
      if ('lacking' in manifest) return { reply, patient, read: manifest };
      const files = await readFiles(io, context, manifest, name);
      await endRound(io, name);
      return { reply, patient, read: { manifest, files } };
    },
  });

/** What the single-patient API knows of the provenance of a patient. */
export const provenanceProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'bulk-provenance-of-patient',
    needs: { whole: filesProbe(context) },
    gather: async (io, { whole }) => {
      const patient = firstPatient(whole);
      if (patient === undefined) return lacking('No patient was exported.');
      const query = `_id=${encodeURIComponent(patient)}&_revinclude=Provenance:target`;
      const url = `${bulkBase(context)}/Patient?${query}`;
      return jsonReply(await io.answer({ url, headers: { accept: FHIR_JSON }, context: BACKEND }));
    },
  });
