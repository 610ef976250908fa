import type { JsonObject, Resource } from '../resource.ts';
import { concept, hl7, ref, resource } from './building.ts';
import { CLINIC, OKAFOR } from './people.ts';

const agentType = (code: string, display: string): JsonObject =>
  hl7('provenance-participant-type', code, display);

/** Who wrote a resource and who passed it on. */
export const provenanceOf = ({ resourceType, id }: Resource): Resource =>
  resource(
    'Provenance',
    `about-${resourceType.toLowerCase()}-${id}`,
    'us-core-provenance',
    `Where ${resourceType}/${id} comes from`,
    {
      target: [ref(resourceType, id)],
      recorded: '2026-09-01T08:30:00Z',
      activity: concept(
        'http://terminology.hl7.org/CodeSystem/v3-DataOperation',
        'CREATE',
        'create',
      ),
      agent: [
        {
          type: agentType('author', 'Author'),
          who: ref('Practitioner', OKAFOR),
          onBehalfOf: ref('Organization', CLINIC),
        },
        {
          type: concept(
            'http://hl7.org/fhir/us/core/CodeSystem/us-core-provenance-participant-type',
            'transmitter',
            'Transmitter',
          ),
          who: ref('Organization', CLINIC),
        },
      ],
    },
  );
