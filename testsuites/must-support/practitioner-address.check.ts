import { defineCheck, judged, skip } from '../../core/check.ts';
import { conforms } from '../conformance/validate.ts';
import { nameOf } from '../us-core/bundle.ts';
import { gatheredProbe } from '../us-core/gathered.probe.ts';
import { wishAt } from '../../fhir/example/wish.ts';
import { aboutMustSupport, gatheredOf, lookedAt } from './about.ts';
import { missingParts, practitionerRoleProbe, rolesFound } from './practitioner-role.probe.ts';
import type { AddressRow } from './rows.ts';

const ROLE = 'us-core-practitionerrole';

/** Where a practitioner can be reached: an address, part by part, or a role that conforms. */
export const practitionerAddressCheck = defineCheck({
  ...aboutMustSupport(
    ({ parts }: AddressRow) => `Practitioner.address (${parts.join(', ')}) or a PractitionerRole`,
    () => wishAt('address'),
  ),
  needs: ({ context, parts }: AddressRow) => ({
    practitioners: gatheredProbe(context),
    roles: practitionerRoleProbe(context, parts),
  }),
  judge: ({ practitioners, roles }, { parts, context: { pack } }) => {
    const found = [...gatheredOf(practitioners)];
    if (found.length === 0) return skip('No Practitioner was found; load at least one.');
    const missing = missingParts(found, parts);
    if (missing.length === 0) return judged([], `${found.length} Practitioner resources`);
    const url = pack.profiles.find(({ id }) => id === ROLE)?.url;
    const candidates = roles.searches.flatMap(rolesFound);
    const role = candidates.find(
      ({ resource }) => url === undefined || conforms(resource, url, pack.version),
    );
    if (role !== undefined) return judged([], nameOf(role.resource));
    const [first] = candidates;
    const instead =
      first === undefined
        ? `PractitionerRole?practitioner= found none for ${roles.searches.length} of them`
        : `${nameOf(first.resource)} does not conform to ${ROLE}`;
    return skip(
      `${lookedAt(found.length, 'Practitioner')}, none shows address ${missing.join(', ')}; ${instead}.`,
      roles.searches[0]?.first.index,
    );
  },
});
