import type { Resource } from '../resource.ts';
import { typeRows } from '../search-parameters.ts';
import type { Store } from '../store.ts';
import { allergies } from './allergies.ts';
import { care } from './care.ts';
import { conditions } from './conditions.ts';
import { directory } from './directory.ts';
import { binaries, documents, media, reports } from './documents.ts';
import { encounters } from './encounters.ts';
import { socialHistory, surveys } from './life.ts';
import { otherPatient } from './other-patient.ts';
import { patients } from './patients.ts';
import { provenanceOf } from './provenance.ts';
import { clinicalResults, labResults, specimens } from './results.ts';
import {
  devices,
  dispenses,
  immunizations,
  medications,
  orders,
  prescriptions,
  procedures,
} from './treatments.ts';
import { since7 } from './since-7.ts';
import { otherVitalSigns, vitalSigns } from './vital-signs.ts';

const RECORDED = Date.parse('2026-09-01T09:00:00.000Z');
const MINUTE = 60_000;

const everything: readonly Resource[] = [
  ...directory,
  ...patients,
  ...allergies,
  ...encounters,
  ...conditions,
  ...vitalSigns,
  ...otherVitalSigns,
  ...specimens,
  ...labResults,
  ...clinicalResults,
  ...socialHistory,
  ...surveys,
  ...immunizations,
  ...medications,
  ...prescriptions,
  ...dispenses,
  ...orders,
  ...procedures,
  ...devices,
  ...binaries,
  ...documents,
  ...reports,
  ...media,
  ...care,
  ...otherPatient,
];

/** Puts the sample record, altered on demand, into an empty store as a version of US Core knows it. */
export function fillStore(
  store: Store,
  usCore: '6.1.0' | '7.0.0' = '6.1.0',
  altered = (record: readonly Resource[]): readonly Resource[] => record,
): void {
  const known = usCore === '7.0.0' ? [...everything, ...since7] : everything;
  const traced = known.filter(
    ({ resourceType }) => typeRows.get(resourceType)?.revinclude === true,
  );
  let at = RECORDED;
  const put = (written: Resource): void => {
    store.put(written, new Date(at).toISOString());
    at += MINUTE;
  };
  for (const written of altered([...known, ...traced.map(provenanceOf)])) put(written);
  // Something to be gone: a reader has to be told 410, not 404 (FHIR R4, Read).
  put({ ...deleted });
  store.delete(deleted.resourceType, deleted.id, new Date(at).toISOString());
}

const deleted: Resource = {
  resourceType: 'AllergyIntolerance',
  id: 'entered-in-error',
  patient: { reference: 'Patient/eleanor-voss' },
};
