import { type AnsweredExchange, header } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { isObject } from '../../fhir/json.ts';
import { nameOf, type Resource } from './bundle.ts';

const metaOf = ({ meta }: Resource): Record<string, unknown> => (isObject(meta) ? meta : {});

/** The version id within an ETag, weak or strong; undefined for what is no ETag. */
export const versionInTag = (tag: string): string | undefined =>
  /^(?:W\/)?"([^"]*)"$/.exec(tag.trim())?.[1];

/** An instant to the second, as an HTTP date gives it. */
const seconds = (text: string): number => Math.floor(Date.parse(text) / 1000);

/**
 * Version id and time, where the headers tell them as well as the resource does, are the same
 * (FHIR R4, 3.1.0.2 and 3.1.0.1.3). What stands between may rewrite a header, hence a warning.
 */
export function versionHeaderFindings(
  { index, response }: AnsweredExchange,
  resource: Resource,
): readonly Finding[] {
  const { versionId, lastUpdated } = metaOf(resource);
  const about = { resource: nameOf(resource), exchange: index };
  const tag = header(response.headers, 'etag');
  const modified = header(response.headers, 'last-modified');
  const tagDiffers =
    tag !== undefined && typeof versionId === 'string' && versionInTag(tag) !== versionId;
  const timeDiffers =
    modified !== undefined &&
    typeof lastUpdated === 'string' &&
    Math.abs(seconds(modified) - seconds(lastUpdated)) > 1;
  return [
    ...(tagDiffers
      ? [
          {
            ...differs('ETag', {
              expected: `W/"${versionId}", as meta.versionId`,
              received: tag,
              ...about,
            }),
            severity: 'warning' as const,
          },
        ]
      : []),
    ...(timeDiffers
      ? [
          {
            ...differs('Last-Modified', {
              expected: `the time of meta.lastUpdated, ${lastUpdated}`,
              received: modified,
              ...about,
            }),
            severity: 'information' as const,
          },
        ]
      : []),
  ];
}
