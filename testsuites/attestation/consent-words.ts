import { type Authorization, codeFrom } from '../launch/authorization.probe.ts';
import type { ShownPage } from '../launch/form-driver.ts';
import { openPage, readableOn } from '../launch/form-page.ts';
import { clinicalScopes } from '../launch/scopes.ts';

/** What a person could read on a page. */
export const textOf = ({ url, html, text }: ShownPage): string =>
  text ?? (html === undefined ? '' : readableOn(openPage(url, html)));

/** What can be ticked or picked on a page, in its words and values; undefined where nobody saw it. */
export function choicesOn({ url, html }: ShownPage): readonly string[] | undefined {
  if (html === undefined) return undefined;
  const { $ } = openPage(url, html);
  return $('input[type="checkbox"], input[type="radio"], option')
    .toArray()
    .map((element) => {
      const control = $(element);
      const label = $('label')
        .filter((_at, each) => $(each).attr('for') === control.attr('id'))
        .text();
      return [control.attr('value'), control.text(), control.closest('label').text(), label]
        .filter((part) => part !== undefined)
        .join(' ');
    });
}

/** The page from which the user was sent back to the app with a code: where she agreed. */
export function consentPage(authorization: Authorization): ShownPage | undefined {
  return codeFrom(authorization) === undefined ? undefined : authorization.pages?.at(-1);
}

/** Letters on each side of what was found, so that a quotation can be judged. */
const AROUND = 60;

/** The words around what a pattern finds in a text. */
export function quotation(text: string, pattern: RegExp): string | undefined {
  const found = pattern.exec(text);
  if (found === null) return undefined;
  const [from, to] = [found.index - AROUND, found.index + found[0].length + AROUND];
  const before = from > 0 ? '…' : '';
  return `${before}${text.slice(Math.max(from, 0), to).trim()}${to < text.length ? '…' : ''}`;
}

/** Ways in which pages say that an app keeps access; the bare scope says nothing to a patient. */
export const KEEPS_ACCESS =
  /\boffline access\b|\b(keeps?|keep(ing)?|continues?|continued|ongoing|long[- ]term|extended|permanent) (to have )?access\b|\baccess\b[^.]{0,60}\b(when|while|even if) you('re| are)? (not|away|offline|signed out|logged out)|\b(stay|remain) (connected|signed in|linked)\b|\buntil you (revoke|remove|withdraw|take|cancel|disconnect)/i;

/** Words by which patients know what a type of resource holds; else its name, part by part. */
const WORDS: Readonly<Record<string, string>> = {
  AllergyIntolerance: 'allerg',
  CarePlan: 'care ?plan|plans? of (care|treatment)',
  CareTeam: 'care ?team',
  Condition: 'conditions?\\b|problems\\b|problem list|diagnos|health concern',
  Coverage: 'coverage|insurance',
  Device: 'device|implant',
  DiagnosticReport: 'diagnostic ?report|reports?\\b|test results?',
  DocumentReference: 'document|notes?\\b',
  Encounter: 'encounter|visit|appointment',
  Goal: 'goal',
  Immunization: 'immuni[sz]ation|vaccin',
  Location: 'location|facilit',
  Medication: 'medication|medicine|drug',
  MedicationDispense: 'medication ?dispense|dispens|pharmacy fill|refill',
  MedicationRequest: 'medication ?request|prescription|medication|medicine',
  Observation: 'observation|labs?\\b|laborator|vital signs?\\b|test results?',
  Organization: 'organi[sz]ation',
  Patient: 'patient|demographic|personal (information|details)',
  Practitioner: 'practitioner|provider|doctor|clinician',
  PractitionerRole: 'practitioner ?role|practitioner|provider|doctor|clinician',
  Procedure: 'procedure|surger',
  Provenance: 'provenance|source of|came from|comes from',
  RelatedPerson: 'related ?person|famil|relative|emergency contact',
  ServiceRequest: 'service ?request|orders\\b|referral',
  Specimen: 'specimen|sample',
};

const wordsFor = (type: string): RegExp =>
  new RegExp(`\\b(${WORDS[type] ?? type.replace(/([a-z])([A-Z])/g, '$1 ?$2')})`, 'i');

/** The types of the scopes asked for, and those of which a text says nothing. */
export function typesNamed(
  text: string,
  scope: string,
): { readonly asked: readonly string[]; readonly unnamed: readonly string[] } {
  const types = clinicalScopes(scope.split(/\s+/)).map(({ type }) => type);
  const asked = [...new Set(types.filter((type) => type !== '*'))];
  return { asked, unnamed: asked.filter((type) => !wordsFor(type).test(text)) };
}
