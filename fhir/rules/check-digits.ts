const DASH = 45;
const ZERO = 48;

/**
 * Whether a code has the form and the check digit of LOINC: up to seven digits, for parts, answers,
 * answer lists and groups after LP, LA, LL or LG, a dash and a digit; mod 10 with every second digit
 * from the right doubled, where letters take part by their place in ASCII after `0` (LOINC Users'
 * Guide, appendix on check digits; Regenstrief's mod 10 for letters).
 */
export function isLoinc(code: string): boolean {
  const dash = code.length - 2;
  const start = code.charCodeAt(0) === 76 ? 2 : 0;
  if (dash <= start || dash > start + 7 || code.charCodeAt(dash) !== DASH) return false;
  if (start === 2 && !'APLG'.includes(code.charAt(1))) return false;
  let sum = 0;
  for (let at = dash - 1, doubled = true; at >= 0; at--, doubled = !doubled) {
    const digit = code.charCodeAt(at) - ZERO;
    if (at >= start && (digit < 0 || digit > 9)) return false;
    sum += doubled ? twice(digit) : digit;
  }
  return (10 - (sum % 10)) % 10 === code.charCodeAt(dash + 1) - ZERO;
}

/** Doubled, and the digits of the result added. */
const twice = (digit: number): number => 2 * digit - Math.floor(digit / 5) * 9;

const checkDigit = (digits: string): number => {
  let sum = 0;
  for (let at = digits.length - 1, doubled = true; at >= 0; at--, doubled = !doubled) {
    const digit = digits.charCodeAt(at) - ZERO;
    sum += doubled ? twice(digit) : digit;
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
    const digit = digits.charCodeAt(digits.length - 1 - place) - ZERO;
    check = STEPS[check * 80 + (place & 7) * 10 + digit] ?? 0;
  }
  return check === 0;
};

/** Multiplication of the dihedral group of ten elements: five turns, five turns mirrored. */
const product = (a: number, b: number): number => {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b - 5) % 5);
  return b < 5 ? 5 + ((a - 5 - b + 5) % 5) : (a - b + 5) % 5;
};

const FIRST = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** One step of the check: by what stands so far, the place mod 8 and the digit (Verhoeff 1969). */
const STEPS: Uint8Array = (() => {
  const steps = new Uint8Array(800);
  for (let check = 0; check < 10; check++) {
    for (let digit = 0; digit < 10; digit++) {
      let permuted = digit;
      for (let place = 0; place < 8; place++) {
        steps[check * 80 + place * 10 + digit] = product(check, permuted);
        permuted = FIRST[permuted] ?? 0;
      }
    }
  }
  return steps;
})();
