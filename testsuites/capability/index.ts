import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { deletedResource } from './deleted-resource.check.ts';
import { errorCodes } from './error-codes.check.ts';
import { instantiates } from './instantiates.check.ts';
import { metadataAvailable } from './metadata-available.check.ts';
import { metadataFhirVersion } from './metadata-fhir-version.check.ts';
import { FORMATS, metadataFormat } from './metadata-format.check.ts';
import { declaredProfiles, supportedProfile } from './supported-profile.check.ts';

/** What the server says of itself. */
export const capabilityGroup: GroupBuilder = (context, group) => [
  planCheck(group, 'capability', metadataAvailable(context), server),
  planCheck(group, 'capability', metadataFhirVersion(context), server),
  ...FORMATS.map((row) => planCheck(group, 'capability', metadataFormat(context), row)),
  planCheck(group, 'capability', instantiates(context), server),
  ...declaredProfiles(context.pack).map((row) =>
    planCheck(group, 'capability', supportedProfile(context), row),
  ),
  planCheck(group, 'capability', errorCodes(context), server),
  planCheck(group, 'capability', deletedResource(context), server),
];
