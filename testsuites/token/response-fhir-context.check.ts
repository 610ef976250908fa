import { defineCheck, judged, omit } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { isAtLeast } from '../launch/us-core-types.ts';

const RELATIVE = /^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}(\/_history\/[A-Za-z0-9.-]{1,64})?$/;

/** From SMART App Launch 2.1 on, members are objects instead of strings. */
const OBJECTS_SINCE = '2.1.0';

const isReference = (value: JsonValue): boolean =>
  typeof value === 'string' && RELATIVE.test(value);

const isText = (value: JsonValue | undefined): boolean => typeof value === 'string' && value !== '';

/** What each member that can tell what is meant has to be. */
const TELLING: readonly (readonly [string, (value: JsonValue) => boolean])[] = [
  ['reference', isText],
  ['canonical', isText],
  ['identifier', isJsonObject],
];

const isContextObject = (value: JsonValue): boolean => {
  if (!isJsonObject(value)) return false;
  const told = TELLING.flatMap(([name, isRight]) => {
    const member = value[name];
    return member === undefined ? [] : [isRight(member)];
  });
  return told.length > 0 && !told.includes(false) && (!('type' in value) || isText(value['type']));
};

/** The type of what a canonical or an identifier stands for is not seen from it, and advised. */
const lacksType = (value: JsonValue): boolean =>
  isJsonObject(value) && !('reference' in value) && !('type' in value);

/** SMART App Launch, launch context, fhirContext. */
export const responseFhirContext = (context: PlanContext) => {
  const asObjects = isAtLeast(context.config.options.smart, OBJECTS_SINCE);
  const isRight = asObjects ? isContextObject : isReference;
  const expected = asObjects
    ? 'an object with reference or canonical as a string, or identifier as an object'
    : 'a relative reference as a string, such as "ImagingStudy/123"';
  return defineCheck({
    id: 'response.fhirContext',
    level: 'MAY',
    needs: { token: tokenResponseProbe(context) },
    title: 'Further launch context is well formed',
    failureTitle: 'Further launch context is not well formed',
    remedy: `Give fhirContext as an array, each member ${expected}.`,
    citations: [CITATION.firstConnection],
    requirements: ['token.response.fhirContext'],
    judge: ({ token: { json, reply } }) => {
      const { fhirContext } = json;
      if (fhirContext === undefined) return omit('The launch brought no fhirContext.');
      const { index: exchange } = reply.exchange;
      const severity = 'warning';
      if (!Array.isArray(fhirContext)) {
        const received = described(fhirContext);
        return judged([
          differs('fhirContext', { expected: 'an array', received, exchange, severity }),
        ]);
      }
      const members = fhirContext as readonly JsonValue[];
      return judged(
        members.flatMap((member, at) => {
          if (isRight(member)) {
            if (!asObjects || !lacksType(member)) return [];
            const advised = { expected: 'a type, as advised', received: described(member) };
            return [
              differs(`fhirContext[${at}]`, { ...advised, exchange, severity: 'information' }),
            ];
          }
          const received = described(member);
          return [differs(`fhirContext[${at}]`, { expected, received, exchange, severity })];
        }),
        members.length === 1 ? 'one member' : `${members.length} members`,
      );
    },
  });
};
