import { apiHandler } from './api-handler.ts';
import { page } from './page.ts';

const isUrl = (text: string | undefined): text is string =>
  text !== undefined && URL.canParse(text) && /^https?:/.test(text);

/**
 * GET /launch: where an EHR sends a browser to launch Assay (SMART App Launch, EHR launch). The
 * address to register; a login driver that takes the launch reads its parameters on the way here.
 */
export const handler = apiHandler(async ({ queryStringParameters: query = {} }) => {
  const { iss, launch } = query;
  const missing = [
    ...(isUrl(iss) ? [] : ['"iss", the FHIR base URL of the EHR']),
    ...(launch === undefined || launch === '' ? ['"launch", the handle of the launch'] : []),
  ];
  if (missing.length > 0) {
    return page(400, 'This is no EHR launch', [`The request lacks ${missing.join(' and ')}.`]);
  }
  return page(200, 'The launch has arrived', [
    `It came from ${iss}.`,
    'Nothing more is to be done here; this window can be closed.',
  ]);
});
