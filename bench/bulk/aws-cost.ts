/**
 * What judging an export in AWS takes by a measured rate, on paper: us-east-1, ARM, list prices as of
 * 2026 (pricing pages of AWS Lambda, AWS Step Functions and Amazon S3), without free tiers.
 */
export interface Estimate {
  readonly gigabytes: number;
  readonly chunks: number;
  readonly gatherSeconds: number;
  readonly judgeSeconds: number;
  readonly minutes: number;
  readonly dollars: number;
}

const GB_SECOND = 0.0000133334;
const LAMBDA_REQUEST = 0.2e-6;
const EXPRESS_REQUEST = 1e-6;
/** Of an express execution, by 64 MB of memory. */
const EXPRESS_GB_SECOND = 0.00001667;
const STATE_TRANSITION = 25e-6;
const PUT = 0.005 / 1000;
const GET = 0.0004 / 1000;
/** Memory of the functions that gather and that judge: one whole processor. */
const MEMORY_GB = 1769 / 1024;

const CHUNK_MB = 16;
const ABREAST = 40;
/** What one function takes in from outside, and hands on to the bucket. */
const INTAKE_MB_PER_SECOND = 75;
/** Start, packs and the two requests to the bucket, of each chunk. */
const CHUNK_OVERHEAD_SECONDS = 0.5;

/** `megabytesPerSecond` is what one processor judges. */
export function estimate(gigabytes: number, megabytesPerSecond: number): Estimate {
  const megabytes = gigabytes * 1000;
  const chunks = Math.ceil(megabytes / CHUNK_MB);
  const gatherSeconds = megabytes / INTAKE_MB_PER_SECOND;
  const each = CHUNK_MB / megabytesPerSecond + CHUNK_OVERHEAD_SECONDS;
  const judgeSeconds = chunks * each;
  const lambda = (gatherSeconds + judgeSeconds) * MEMORY_GB * GB_SECOND + chunks * LAMBDA_REQUEST;
  const machine =
    chunks * (EXPRESS_REQUEST + STATE_TRANSITION) + judgeSeconds * 0.0625 * EXPRESS_GB_SECOND;
  const storage = chunks * (2 * PUT + 4 * GET);
  return {
    gigabytes,
    chunks,
    gatherSeconds,
    judgeSeconds,
    minutes: (gatherSeconds + judgeSeconds / ABREAST) / 60,
    dollars: lambda + machine + storage,
  };
}
