const DASH = 45;
const COLON = 58;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a text is a FHIR date of any precision with a day that exists (FHIR R4, date). */
export const isDate = (text: string): boolean =>
  text.length === 10 ? isCalendarDate(text) : isShortDate(text);

/** Whether a text is a full date of the proleptic Gregorian calendar, from year 1 on. */
export const isCalendarDate = (text: string): boolean => text.length === 10 && datePart(text);

/** Whether a text is a FHIR dateTime: a date of any precision, or one with time and zone. */
export const isDateTime = (text: string): boolean =>
  text.length > 10 ? isInstant(text) : isDate(text);

/** Whether a text is a FHIR instant: date, time to the second at least, and zone. */
export function isInstant(text: string): boolean {
  if (text.length < 20 || text.charCodeAt(10) !== 84 || !datePart(text)) return false;
  const end = clockEnd(text, 11);
  return end !== -1 && isZone(text, end);
}

/** Whether a text is a FHIR time: hh:mm:ss with an optional fraction, no zone. */
export const isClock = (text: string): boolean =>
  text.length >= 8 && clockEnd(text, 0) === text.length;

const isShortDate = (text: string): boolean => {
  const year = number(text, 0, 4);
  if (year <= 0) return false;
  if (text.length === 4) return true;
  return text.length === 7 && text.charCodeAt(4) === DASH && isMonth(number(text, 5, 2));
};

const isMonth = (month: number): boolean => month >= 1 && month <= 12;

const datePart = (text: string): boolean => {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false;
  const year = number(text, 0, 4);
  const month = number(text, 5, 2);
  const day = number(text, 8, 2);
  if (year <= 0 || !isMonth(month) || day < 1) return false;
  if (day <= 28) return true;
  return month === 2 ? day === 29 && isLeap(year) : day <= (DAYS[month - 1] ?? 0);
};

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** The offset after hh:mm:ss and its fraction, -1 where there is no such time; 60 is a leap second. */
const clockEnd = (text: string, from: number): number => {
  if (text.charCodeAt(from + 2) !== COLON || text.charCodeAt(from + 5) !== COLON) return -1;
  const hour = number(text, from, 2);
  const minute = number(text, from + 3, 2);
  const second = number(text, from + 6, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return -1;
  let at = from + 8;
  if (text.charCodeAt(at) !== 46) return at;
  const first = ++at;
  while (isDigit(text.charCodeAt(at))) at++;
  return at === first ? -1 : at;
};

const isZone = (text: string, at: number): boolean => {
  const sign = text.charCodeAt(at);
  if (sign === 90) return text.length === at + 1;
  if ((sign !== 43 && sign !== DASH) || text.length !== at + 6) return false;
  if (text.charCodeAt(at + 3) !== COLON) return false;
  const hour = number(text, at + 1, 2);
  const minute = number(text, at + 4, 2);
  if (hour < 0 || minute < 0 || minute > 59) return false;
  return hour < 14 || (hour === 14 && minute === 0);
};

/** The value of some digits, -1 if one of them is none. */
const number = (text: string, from: number, length: number): number => {
  let value = 0;
  for (let at = from; at < from + length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
};

const isDigit = (char: number): boolean => char >= 48 && char <= 57;
