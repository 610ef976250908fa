import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { answeredFhir } from '../../test/evidence.ts';
import { stated } from '../../test/smart-evidence.ts';
import { finding, profileContext } from '../../test/us-core-evidence.ts';
import { statusFallbackCheck } from './status-fallback.check.ts';

const type = 'MedicationRequest';
const done = finding(type, [['patient', '85']], { resourceType: type, id: 'm' });
const refusal = answeredFhir(400, { resourceType: 'OperationOutcome' });
const searched = (demanded: boolean) => ({
  searches: [
    {
      patient: '85',
      done: demanded ? { ...done, statusDemanded: { name: 'status', refusal } } : done,
    },
  ],
  gathered: new Map(),
});
const saying = (resource: object) => stated({ rest: [{ resource: [{ type, ...resource }] }] });
const place = 'CapabilityStatement.rest.resource.documentation';

describe('a status that a server insists on', () => {
  testCheck(statusFallbackCheck, { context: profileContext('us-core-medicationrequest') }, [
    [
      'is told of the type',
      { seed: searched(true), declared: saying({ documentation: 'A Status is needed.' }) },
      'pass',
    ],
    [
      'is told of the parameter',
      {
        seed: searched(true),
        declared: saying({
          searchParam: [{ name: 'patient', documentation: 'Together with status.' }],
        }),
      },
      'pass',
    ],
    ['is told nowhere', { seed: searched(true), declared: saying({}) }, 'warn', place],
    [
      'is told of something else',
      { seed: searched(true), declared: saying({ documentation: 'Read only.' }) },
      'warn',
      place,
    ],
    [
      'is told by a statement without the type',
      { seed: searched(true), declared: stated({}) },
      'warn',
      place,
    ],
    ['is none', { seed: searched(false), declared: saying({}) }, 'omit'],
  ]);
});
