import { isLoinc, isNpi, isSnomedConcept, isSnomedIdentifier } from '../rules/check-digits.ts';
import { isUcum } from '../rules/ucum.ts';
import { shown } from './json-match.ts';
import { ValueFindings } from './value-findings.ts';

type Json = Record<string, unknown>;

const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
const UCUM = 'http://unitsofmeasure.org';
const NPI = 'http://hl7.org/fhir/sid/us-npi';

/** Rules about content that no definition states: check digits and units of codes. */
export class ContentFindings extends ValueFindings {
  readonly #loinc = new Map<string, boolean>();
  readonly #snomed = new Map<string, boolean>();
  readonly #ucum = new Map<string, boolean>();

  contentCoding({ system, code }: Json): void {
    if (typeof code !== 'string') return;
    if (system === LOINC) {
      if (!known(this.#loinc, code, isLoinc)) {
        this.#noCode(
          'loinc-code',
          'This cannot be a LOINC code: its form or its check digit is wrong',
          code,
        );
      }
    } else if (system === SNOMED) {
      if (!known(this.#snomed, code, mayBeSnomed)) {
        this.#noCode(
          'snomed-code',
          'This cannot be a SNOMED CT concept: its form or its check digit is wrong',
          code,
        );
      }
    } else if (system === UCUM && !known(this.#ucum, code, isUcum)) {
      this.#noCode('ucum-code', 'The code is no UCUM unit', code);
    }
  }

  #noCode(rule: string, message: string, code: string): void {
    this.error('code-invalid', rule, '.code', message, { received: shown(code) });
  }

  contentQuantity({ system, code }: Json): void {
    if (system === UCUM && typeof code === 'string' && !known(this.#ucum, code, isUcum)) {
      this.error('code-invalid', 'ucum-code', '.code', 'The code is no UCUM unit', {
        received: shown(code),
      });
    }
  }

  contentIdentifier({ system, value }: Json): void {
    if (system === NPI && typeof value === 'string' && !isNpi(value)) {
      this.add({
        severity: 'warning',
        code: 'value',
        rule: 'npi',
        path: '.value',
        message: 'This cannot be a National Provider Identifier: its check digit is wrong',
        received: shown(value),
      });
    }
  }
}

/** Beyond this many codes a verdict is worked out anew, so that memory stays bounded. */
const MOST_VERDICTS = 20_000;

const mayBeSnomed = (code: string): boolean => !isSnomedIdentifier(code) || isSnomedConcept(code);

/** Codes come again and again in real data: a verdict is kept. */
function known(
  verdicts: Map<string, boolean>,
  code: string,
  judge: (code: string) => boolean,
): boolean {
  const before = verdicts.get(code);
  if (before !== undefined) return before;
  const verdict = judge(code);
  if (verdicts.size < MOST_VERDICTS && code.length < 64) verdicts.set(code, verdict);
  return verdict;
}
