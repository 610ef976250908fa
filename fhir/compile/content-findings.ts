import { isLoinc, isNpi, isSnomedConcept, isSnomedIdentifier } from '../rules/check-digits.ts';
import { sha1OfBase64, sizeOfBase64 } from '../rules/base64.ts';
import { isUcum } from '../rules/ucum.ts';
import { type HeldCodes, isShownAs } from './held-codes.ts';
import { UNKNOWN_CODE } from './issue.ts';
import { shown } from './json-match.ts';
import { ValueFindings } from './value-findings.ts';

type Json = Record<string, unknown>;

const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
const UCUM = 'http://unitsofmeasure.org';
const NPI = 'http://hl7.org/fhir/sid/us-npi';
/** The system of identifiers that are URIs themselves (FHIR R4, Identifier.value). */
const URIS = 'urn:ietf:rfc:3986';
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\S/;

/** How many codings are kept in mind; a power of two. */
const RIGHT = 128;

/** Rules about content that no definition states: check digits and units of codes. */
export class ContentFindings extends ValueFindings {
  /** Codings found right, by a place made of their lengths: data repeats them without end. */
  readonly #right: (Json | undefined)[] = new Array<Json | undefined>(RIGHT).fill(undefined);

  contentCoding(coding: Json): void {
    const { system, code } = coding;
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
    } else if (system === UCUM) {
      if (!isUcum(code)) this.#noCode('ucum-code', 'The code is no UCUM unit', code);
    } else if (typeof system === 'string') this.#heldCode(coding, system, code);
  }

  /** Codes of systems that the packs hold whole, whatever binding there is or is not. */
  #heldCode(coding: Json, system: string, code: string): void {
    const { display, version } = coding;
    const place = (system.length * 7 + code.length * 3 + code.charCodeAt(0)) & (RIGHT - 1);
    const before = this.#right[place];
    // Comparing with one coding is cheaper than hashing a system and a code that are fresh strings.
    if (
      before?.['code'] === code &&
      before['system'] === system &&
      (display === undefined || before['display'] === display)
    )
      return;
    const held = this.library.heldCodes(system);
    const texts = held?.displays(code);
    const isRight =
      held === undefined ||
      (texts !== undefined && (typeof display !== 'string' || isShownAs(display, texts)));
    if (isRight) {
      if (system.length < 200 && code.length < 200) this.#right[place] = { system, code, display };
      return;
    }
    if (version !== undefined && version !== held.version) return;
    if (texts === undefined) this.#unknownCode(held, code);
    else this.#otherDisplay(texts, display);
  }

  /**
   * Does not count as a fault of its object, so that bindings are still judged: where one is broken
   * by the same code, that is told instead (`told` in validator.ts).
   */
  #unknownCode({ isSettled, url, version }: HeldCodes, code: string): void {
    const { errors } = this;
    this.add({
      severity: isSettled ? 'error' : 'warning',
      code: 'code-invalid',
      rule: UNKNOWN_CODE,
      path: '.code',
      message: isSettled
        ? 'The code system has no such code'
        : 'The code system has no such code, unless it was added later',
      expected: `a code of ${url}${version === undefined ? '' : ` ${version}`}`,
      received: shown(code),
    });
    this.errors = errors;
  }

  #otherDisplay(texts: string | readonly string[], display: unknown): void {
    this.add({
      severity: 'warning',
      code: 'invalid',
      rule: 'display',
      path: '.display',
      message: 'The code system shows this code by another text',
      expected: typeof texts === 'string' ? shown(texts) : texts.map(shown).join(' or '),
      received: shown(display),
    });
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

  /** Size and hash are those of the data (FHIR R4, Attachment). */
  contentAttachment({ data, size, hash }: Json): void {
    if (typeof data !== 'string') return;
    if (typeof size === 'number') {
      const actual = sizeOfBase64(data);
      if (size !== actual) {
        this.error('value', 'attachment-size', '.size', 'The data are of another size', {
          expected: `${actual} bytes`,
          received: String(size),
        });
      }
    }
    if (typeof hash !== 'string') return;
    const actual = sha1OfBase64(data);
    if (hash.replace(/\s/g, '') === actual) return;
    this.error('value', 'attachment-hash', '.hash', 'The data have another SHA-1 hash', {
      expected: actual,
      received: shown(hash),
    });
  }

  contentIdentifier({ system, value }: Json): void {
    if (system === URIS && typeof value === 'string' && !SCHEME.test(value)) {
      this.error('value', 'identifier-uri', '.value', 'This system is for values that are URIs', {
        expected: 'a whole URI, as urn:oid:1.2.3 or https://example.org/1',
        received: shown(value),
      });
    }
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
