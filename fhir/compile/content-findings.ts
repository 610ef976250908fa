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
  contentCoding({ system, code }: Json): void {
    if (typeof code !== 'string') return;
    if (system === LOINC) {
      if (!isLoinc(code)) {
        this.#noCode(
          'loinc-code',
          'This cannot be a LOINC code: its form or its check digit is wrong',
          code,
        );
      }
    } else if (system === SNOMED) {
      if (!mayBeSnomed(code)) {
        this.#noCode(
          'snomed-code',
          'This cannot be a SNOMED CT concept: its form or its check digit is wrong',
          code,
        );
      }
    } else if (system === UCUM && !isUcum(code)) {
      this.#noCode('ucum-code', 'The code is no UCUM unit', code);
    }
  }

  #noCode(rule: string, message: string, code: string): void {
    this.error('code-invalid', rule, '.code', message, { received: shown(code) });
  }

  contentQuantity({ system, code }: Json): void {
    if (system === UCUM && typeof code === 'string' && !isUcum(code)) {
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

const mayBeSnomed = (code: string): boolean => !isSnomedIdentifier(code) || isSnomedConcept(code);
