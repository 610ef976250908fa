import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { cancelAccepted, cancelThen404 } from './cancel.check.ts';
import { bulkCapability, STATED } from './capability.check.ts';
import { groupMembers, profilePerLine, references, twoPatients } from './content.check.ts';
import { errorFiles, fileContentType, fileCount, fileNdjson, fileRedirect } from './file.check.ts';
import { KICK_OFFS, kickOffCheck } from './kick-off.check.ts';
import {
  MANIFEST_MEMBERS,
  manifestJson,
  manifestMember,
  outputAbsoluteUrl,
  outputTypeUrl,
  statusExpires,
} from './manifest.check.ts';
import { kickOffPost, outputFormat, typeParameter } from './parameter.check.ts';
import { typeConformant, typeMustSupport, typePresent, typeRows } from './resource.check.ts';
import { deletedFiles, sinceAccepted, sinceEffect } from './since.check.ts';
import { statusPoll, statusRetryAfter } from './status.check.ts';
import { WITHOUT_TOKEN, withoutTokenCheck } from './without-token.check.ts';

const PREFIX = 'bulk';

/** The whole record of a group at once, in files. */
export const bulkGroup: GroupBuilder = (context, group) => [
  ...STATED.map((row) => planCheck(group, 'capability.bulk', bulkCapability(context), row)),
  ...WITHOUT_TOKEN.map((row) => planCheck(group, PREFIX, withoutTokenCheck(context), row)),
  ...KICK_OFFS.map((row) => planCheck(group, PREFIX, kickOffCheck(context), row)),
  planCheck(group, PREFIX, statusPoll(context), server),
  planCheck(group, PREFIX, statusRetryAfter(context), server),
  planCheck(group, PREFIX, manifestJson(context), server),
  ...MANIFEST_MEMBERS.map((row) => planCheck(group, PREFIX, manifestMember(context), row)),
  planCheck(group, PREFIX, statusExpires(context), server),
  planCheck(group, PREFIX, outputTypeUrl(context), server),
  planCheck(group, PREFIX, outputAbsoluteUrl(context), server),
  planCheck(group, PREFIX, errorFiles(context), server),
  planCheck(group, PREFIX, fileContentType(context), server),
  planCheck(group, PREFIX, fileRedirect(context), server),
  planCheck(group, PREFIX, fileNdjson(context), server),
  planCheck(group, PREFIX, fileCount(context), server),
  planCheck(group, PREFIX, profilePerLine(context), server),
  planCheck(group, PREFIX, twoPatients(context), server),
  planCheck(group, PREFIX, groupMembers(context), server),
  planCheck(group, PREFIX, references(context), server),
  ...typeRows(context).flatMap((row) => [
    planCheck(group, PREFIX, typePresent(context), row),
    planCheck(group, PREFIX, typeConformant(context), row),
    ...(row.type === 'Location' ? [] : [planCheck(group, PREFIX, typeMustSupport(context), row)]),
  ]),
  planCheck(group, PREFIX, cancelAccepted(context), server),
  planCheck(group, PREFIX, cancelThen404(context), server),
  planCheck(group, PREFIX, kickOffPost(context), server),
  planCheck(group, PREFIX, outputFormat(context), server),
  planCheck(group, PREFIX, typeParameter(context), server),
  planCheck(group, PREFIX, sinceAccepted(context), server),
  planCheck(group, PREFIX, sinceEffect(context), server),
  planCheck(group, PREFIX, deletedFiles(context), server),
];
