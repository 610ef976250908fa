import { expect, it } from 'vitest';
import { attachmentAddress } from './attachment-address.ts';

const BASE = 'https://ehr.example.org/fhir/r4';

it.each([
  ['relative', 'Binary/1', `${BASE}/Binary/1`],
  ['relative, with a slash before it', '/Binary/1', `${BASE}/Binary/1`],
  ['absolute', 'https://files.example.org/1.pdf', 'https://files.example.org/1.pdf'],
  ['absolute below the base', `${BASE}/Binary/1`, `${BASE}/Binary/1`],
  ['a path of the host', '/files/1.pdf', 'https://ehr.example.org/files/1.pdf'],
  ['a path of the host that has the base', '/fhir/r4/Binary/1', `${BASE}/Binary/1`],
  ['no address of the web', 'urn:uuid:1', 'urn:uuid:1'],
  ['no URL', 'https://', undefined],
])('%s', (_case, url, expected) => {
  expect(attachmentAddress(url, BASE)?.href).toBe(expected);
  expect(attachmentAddress(url, `${BASE}/`)?.href).toBe(expected);
});
