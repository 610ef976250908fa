import type { ApiResult } from './api-handler.ts';

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** A page for whoever's browser was sent here: a heading and sentences, escaped. */
export const page = (
  statusCode: number,
  heading: string,
  sentences: readonly string[],
): ApiResult => ({
  statusCode,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Assay</title><h1>${escaped(heading)}</h1>${sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join('')}</html>`,
});
