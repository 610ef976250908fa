import { describe, expect, it } from 'vitest';
import { AppClient } from './app-client.ts';
import { startSandbox } from './server.ts';
import { toXml } from './xml.ts';

const inside = (xml: string): string =>
  xml.replace(/^<\?xml[^>]*>/, '').replace(' xmlns="http://hl7.org/fhir"', '');

describe('XML', () => {
  it.each([
    [
      'ids, order and escapes',
      {
        resourceType: 'Patient',
        name: [{ family: 'A & "B"', use: 'usual' }],
        id: 'x',
        active: true,
      },
      '<Patient><id value="x"/><active value="true"/><name><use value="usual"/><family value="A &amp; &quot;B&quot;"/></name></Patient>',
    ],
    [
      'extensions of primitives, alone and in lists',
      {
        resourceType: 'Patient',
        _birthDate: { extension: [{ url: 'u', valueCode: 'unknown' }] },
        name: [{ given: ['a', null], _given: [null, { id: 'g' }] }],
      },
      '<Patient><name><given value="a"/><given id="g"/></name><birthDate><extension url="u"><valueCode value="unknown"/></extension></birthDate></Patient>',
    ],
    [
      'choices and quantities',
      {
        resourceType: 'Observation',
        valueQuantity: { code: 'kg', value: 7.5, unit: 'kg', system: 's' },
        status: 'final',
        code: { text: 'w', coding: [{ code: '1', system: 'l' }] },
      },
      '<Observation><status value="final"/><code><coding><system value="l"/><code value="1"/></coding><text value="w"/></code><valueQuantity><value value="7.5"/><unit value="kg"/><system value="s"/><code value="kg"/></valueQuantity></Observation>',
    ],
    [
      'narrative and nested resources',
      {
        resourceType: 'Bundle',
        entry: [
          {
            resource: {
              resourceType: 'Goal',
              text: { div: '<div>x</div>', status: 'generated' },
            },
            fullUrl: 'urn:1',
          },
        ],
        type: 'searchset',
      },
      '<Bundle><type value="searchset"/><entry><fullUrl value="urn:1"/><resource><Goal xmlns="http://hl7.org/fhir"><text><status value="generated"/><div>x</div></text></Goal></resource></entry></Bundle>',
    ],
  ])('%s', (_case, resource, expected) => expect(inside(toXml(resource))).toBe(expected));

  it('is served where it is asked for', async () => {
    const sandbox = await startSandbox();
    const client = new AppClient(sandbox.config);
    const { access_token: token } = await client.launch();
    const metadata = await client.get('metadata', undefined, { accept: 'application/fhir+xml' });
    expect(metadata.headers.get('content-type')).toBe('application/fhir+xml');
    expect(metadata.text).toContain('<CapabilityStatement xmlns="http://hl7.org/fhir">');
    const found = await client.get('Observation?patient=eleanor-voss&_format=xml', token);
    expect(found.text).toContain('<total value="');
    const missing = await client.get('Patient/nobody', token, { accept: 'application/xml' });
    expect([missing.status, missing.text.includes('<OperationOutcome')]).toEqual([404, true]);
    await sandbox.close();
  });
});
