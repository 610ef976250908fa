/** LOINC codes and its parts, answers, answer lists and groups: digits, dash, check digit. */
const LOINC_FORM = /^(L[APLG])?[0-9]{1,7}-[0-9]$/;

/**
 * Whether a code has the form and the check digit of LOINC: mod 10 with every second digit from the
 * right doubled; the letters of parts and answers take part by their place in ASCII after `0`
 * (LOINC Users' Guide, appendix on check digits; Regenstrief's mod 10 for letters).
 */
export function isLoinc(code: string): boolean {
  if (!LOINC_FORM.test(code)) return false;
  return checkDigit(code.slice(0, -2)) === code.charCodeAt(code.length - 1) - 48;
}

const checkDigit = (text: string): number => {
  let sum = 0;
  let doubled = true;
  for (let at = text.length - 1; at >= 0; at--) {
    const digit = text.charCodeAt(at) - 48;
    sum += doubled ? 2 * digit - Math.floor(digit / 5) * 9 : digit;
    doubled = !doubled;
  }
  return (10 - (sum % 10)) % 10;
};

/**
 * Whether an NPI has ten digits and the check digit of ISO 7812 with the prefix 80840, which adds 24
 * to the sum (45 CFR 162.406).
 */
export function isNpi(value: string): boolean {
  if (!/^[0-9]{10}$/.test(value)) return false;
  return checkDigit(`80840${value.slice(0, 9)}`) === value.charCodeAt(9) - 48;
}

/**
 * Whether a number can be a SNOMED CT concept identifier: 6 to 18 digits, Verhoeff check digit, and
 * the partition of a concept, short (00) or with a namespace (10) (SNOMED CT Release File
 * Specification, SCTID).
 */
export function isSnomedConcept(code: string): boolean {
  if (!/^[1-9][0-9]{5,17}$/.test(code)) return false;
  const partition = code.slice(-3, -1);
  if (partition !== '00' && !(partition === '10' && code.length >= 11)) return false;
  return verhoeff(code);
}

/** Whether a code is a bare SNOMED CT identifier at all, not an expression of several. */
export const isSnomedIdentifier = (code: string): boolean => /^[0-9]+$/.test(code);

const verhoeff = (digits: string): boolean => {
  let check = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    check = product(check, PERMUTED[place % 8]?.[digit] ?? 0);
  }
  return check === 0;
};

/** Multiplication of the dihedral group of ten elements: five turns, five turns mirrored. */
const product = (a: number, b: number): number => {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b - 5) % 5);
  return b < 5 ? 5 + ((a - 5 - b + 5) % 5) : (a - b + 5) % 5;
};

const FIRST = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Verhoeff's permutation applied 0 to 7 times. */
const PERMUTED: readonly (readonly number[])[] = (() => {
  const rows = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]];
  for (let row = 1; row < 8; row++) rows.push(FIRST.map((digit) => rows[row - 1]?.[digit] ?? 0));
  return rows;
})();
