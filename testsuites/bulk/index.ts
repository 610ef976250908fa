import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { cancelAccepted, cancelThen404 } from './cancel.check.ts';
import { deleteCompleted, deletedThen404, expiredFiles } from './afterlife.check.ts';
import { bulkCapability, STATED } from './capability.check.ts';
import { groupMembers, profilePerLine, references, twoPatients } from './content.check.ts';
import {
  errorFiles,
  fileContentType,
  fileCount,
  fileEncoding,
  fileNdjson,
  fileRedirect,
} from './file.check.ts';
import { fileStable } from './file-again.check.ts';
import { deletionBundles } from './deletions.check.ts';
import { EFFECTS, effectCheck, unknownLenient } from './effect.check.ts';
import { KICK_OFFS, kickOffCheck } from './kick-off.check.ts';
import { LEVELS, levelCheck } from './level.check.ts';
import {
  emptyFiles,
  manifestPages,
  manifestRequest,
  manifestStable,
  statusProgress,
  transactionTime,
} from './manifest-content.check.ts';
import {
  MANIFEST_MEMBERS,
  manifestJson,
  manifestMember,
  outputAbsoluteUrl,
  outputTypeUrl,
  statusExpires,
} from './manifest.check.ts';
import { kickOffPost, outputFormat, typeParameter } from './parameter.check.ts';
import { kickOffErrors, unknownStrict } from './refused.check.ts';
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
  planCheck(group, PREFIX, kickOffErrors(context), server),
  ...LEVELS.map((row) => planCheck(group, PREFIX, levelCheck(context), row)),
  planCheck(group, PREFIX, statusPoll(context), server),
  planCheck(group, PREFIX, statusRetryAfter(context), server),
  planCheck(group, PREFIX, statusProgress(context), server),
  planCheck(group, PREFIX, manifestJson(context), server),
  ...MANIFEST_MEMBERS.map((row) => planCheck(group, PREFIX, manifestMember(context), row)),
  planCheck(group, PREFIX, statusExpires(context), server),
  planCheck(group, PREFIX, outputTypeUrl(context), server),
  planCheck(group, PREFIX, outputAbsoluteUrl(context), server),
  planCheck(group, PREFIX, manifestRequest(context), server),
  planCheck(group, PREFIX, manifestStable(context), server),
  planCheck(group, PREFIX, manifestPages(context), server),
  planCheck(group, PREFIX, transactionTime(context), server),
  planCheck(group, PREFIX, emptyFiles(context), server),
  planCheck(group, PREFIX, errorFiles(context), server),
  planCheck(group, PREFIX, fileContentType(context), server),
  planCheck(group, PREFIX, fileEncoding(context), server),
  planCheck(group, PREFIX, fileRedirect(context), server),
  planCheck(group, PREFIX, fileNdjson(context), server),
  planCheck(group, PREFIX, fileCount(context), server),
  planCheck(group, PREFIX, fileStable(context), server),
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
  planCheck(group, PREFIX, deleteCompleted(context), server),
  planCheck(group, PREFIX, deletedThen404(context), server),
  planCheck(group, PREFIX, expiredFiles(context), server),
  planCheck(group, PREFIX, kickOffPost(context), server),
  planCheck(group, PREFIX, outputFormat(context), server),
  planCheck(group, PREFIX, typeParameter(context), server),
  ...EFFECTS.map((row) => planCheck(group, PREFIX, effectCheck(context), row)),
  planCheck(group, PREFIX, unknownStrict(context), server),
  planCheck(group, PREFIX, unknownLenient(context), server),
  planCheck(group, PREFIX, sinceAccepted(context), server),
  planCheck(group, PREFIX, sinceEffect(context), server),
  planCheck(group, PREFIX, deletedFiles(context), server),
  planCheck(group, PREFIX, deletionBundles(context), server),
];
