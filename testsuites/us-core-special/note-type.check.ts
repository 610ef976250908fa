import { defineCheck, judged, skip } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { codesOf } from '../../fhir/search/match.ts';
import { valuesAt } from '../../fhir/search/values.ts';
import { wishAt } from '../../fhir/example/wish.ts';
import { CITATION } from '../citations.ts';
import { guideForProfile } from '../must-support/guide.ts';
import { nameOf } from '../us-core/bundle.ts';
import { everything, gatheredOf, ofType } from '../us-core/all-gathered.probe.ts';

/** A kind of clinical note that has to be there (US Core, Clinical Notes). */
export interface NoteRow {
  readonly context: PlanContext;
  readonly type: 'DocumentReference' | 'DiagnosticReport';
  readonly path: 'type' | 'category';
  readonly code: string;
  readonly name: string;
}

const LOINC = 'http://loinc.org';

export const noteType = defineCheck({
  id: ({ type, path, code }: NoteRow) => `${type.toLowerCase()}.${path}.${code}`,
  level: 'SHALL',
  citations: [CITATION.dataResponseSingle],
  requirements: ({ type, path, code }) => [`notes.${type.toLowerCase()}.${path}.${code}`],
  title: ({ name, type }) => `${name} can be retrieved as ${type}`,
  failureTitle: ({ name, type }) => `${name} cannot be retrieved as ${type}`,
  remedy: ({ name, type, path, code }) =>
    `Serve at least one ${type} whose ${path} has LOINC ${code} (${name}).`,
  guide: ({ context, name, type, path, code }) =>
    guideForProfile(
      context,
      type === 'DocumentReference' ? 'us-core-documentreference' : 'us-core-diagnosticreport-note',
      `Load at least one ${type} whose ${path} has LOINC ${code} (${name}) for one of the test patients.`,
      [wishAt(path, { fixed: { coding: [{ system: LOINC, code, display: name }], text: name } })],
    ),
  needs: ({ context, type }: NoteRow) => ({ gathered: gatheredOf(context, type, ofType(type)) }),
  judge: ({ gathered }, { type, path, code, name }) => {
    const found = everything(gathered).filter(({ resource }) => resource.resourceType === type);
    const shown = found.find(({ resource }) =>
      valuesAt(resource, path)
        .flatMap(codesOf)
        .some((coded) => coded.code === code && coded.system === LOINC),
    );
    return shown === undefined
      ? skip(
          `None of ${found.length} ${type} resources is a ${name} (LOINC ${code} in ${path}); load one.`,
        )
      : judged([], nameOf(shown.resource));
  },
});
