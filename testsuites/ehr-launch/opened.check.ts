import { defineCheck, type Judgement, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedPage } from '../launch/authorization.probe.ts';
import { openedProbe } from './ehr.probe.ts';

/** A parameter with which the EHR opens the app. */
export interface LaunchParameterRow {
  readonly name: 'iss' | 'launch';
  readonly title: string;
  readonly failureTitle: string;
  readonly remedy: string;
}

/** SMART App Launch 2, EHR launch: the launch URL is opened with iss and launch. */
export const LAUNCH_PARAMETERS: readonly LaunchParameterRow[] = [
  {
    name: 'iss',
    title: 'EHR opens the app with the FHIR base URL as iss',
    failureTitle: 'EHR does not open the app with the FHIR base URL as iss',
    remedy: 'Open the registered launch URL with iss, spelt as the FHIR base URL.',
  },
  {
    name: 'launch',
    title: 'EHR hands the app a launch value',
    failureTitle: 'EHR hands the app no launch value',
    remedy: 'Open the registered launch URL with a launch value that is not empty.',
  },
];

export const opened = (context: PlanContext) => {
  const { fhirBaseUrl } = context.config.target;
  const expectedOf = (name: string): string =>
    name === 'iss' ? `"${fhirBaseUrl}"` : 'a value that is not empty';
  const isRight = (name: string, value: string): boolean =>
    name === 'iss' ? value.replace(/\/$/, '') === fhirBaseUrl : value !== '';
  return defineCheck({
    id: ({ name }: LaunchParameterRow) => `launch.${name}`,
    level: 'SHALL',
    needs: { opened: openedProbe(context) },
    title: ({ title }) => title,
    failureTitle: ({ failureTitle }) => failureTitle,
    remedy: ({ remedy }) => remedy,
    citations: [CITATION.firstConnection],
    requirements: ({ name }) => [`smart.ehr.launch.${name}`],
    judge: ({ opened: outcome }, { name }): Judgement => {
      switch (outcome.kind) {
        case 'blocked':
          return skip(outcome.why, outcome.exchange);
        case 'stranded':
          return skip(
            `The EHR did not open the app; its launcher ended at ${describedPage(outcome)}.`,
            outcome.exchange,
          );
        case 'redirected': {
          const { exchange, parameters } = outcome;
          const value = parameters[name] ?? '';
          if (isRight(name, value)) return judged([]);
          const received = value === '' ? 'nothing' : `"${value}"`;
          return judged([differs(name, { expected: expectedOf(name), received, exchange })]);
        }
        default:
          return outcome satisfies never;
      }
    },
  });
};
