import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig, secretReferences } from './parse-config.ts';

const problems = (text: string): readonly string[] => {
  try {
    parseConfig(text, 'assay.yaml');
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

const GOOD = `
target:
  name: Acme EHR
  fhirBaseUrl: https://ehr.example.com/fhir/r4/
patients: ["85"]
auth:
  clients:
    standalone:
      clientId: app
      clientSecret: {env: SECRET}
      login:
        driver: form
        steps:
          - fill: {"#password": {file: pw.txt}, "#user": alice}
waivers:
  - {check: x.y, reason: known, expires: 2027-01-31}
`;

describe('a configuration', () => {
  it('is read from YAML, with defaults', () => {
    const config = parseConfig(GOOD);
    expect(config.target).toMatchObject({
      fhirBaseUrl: 'https://ehr.example.com/fhir/r4',
      concurrency: 4,
      allowPrivateAddresses: false,
    });
    expect(config.suites).toEqual(['g10']);
    expect(config.options).toEqual({ usCore: '6.1.0', smart: '2.0.0', bulk: '2.0.0' });
    expect(config.evidence).toEqual({ retentionDays: 30, bodies: 'full' });
  });

  it('may name the types of devices that are implanted', () => {
    expect(parseConfig(GOOD)).not.toHaveProperty('implantableDeviceTypes');
    const named = parseConfig(`${GOOD}\nimplantableDeviceTypes: ["14106009", "UDI type"]`);
    expect(named.implantableDeviceTypes).toEqual(['14106009', 'UDI type']);
    expect(problems(`${GOOD}\nimplantableDeviceTypes: []`)[0]).toContain('implantableDeviceTypes');
    expect(problems(`${GOOD}\nimplantableDeviceTypes: [" "]`)[0]).toContain(
      'implantableDeviceTypes.0',
    );
  });

  it('is read from JSON', () => {
    const config = parseConfig('{"target": {"fhirBaseUrl": "http://localhost:8080/r4"}}');
    expect(config.target.name).toBe('localhost:8080');
  });

  it('names every secret it refers to', () => {
    expect(secretReferences(parseConfig(GOOD))).toEqual([{ env: 'SECRET' }, { file: 'pw.txt' }]);
  });

  it.each([
    ['no target', 'suites: [g10]', ['assay.yaml:1:1: the configuration lacks "target"']],
    [
      'an unknown key',
      'target: {fhirBaseUrl: "https://a.example/f", fhirbaseurl: x}',
      [/^assay\.yaml:1:\d+: target\.fhirbaseurl is not a known key$/],
    ],
    [
      'a secret in the open',
      'target: {fhirBaseUrl: "https://a.example/f"}\nauth:\n  bearer: abc',
      [/^assay\.yaml:3:11: auth\.bearer must be object, not "abc"$/],
    ],
    [
      'a URL of another kind',
      'target:\n  fhirBaseUrl: ftp://a.example',
      [/^assay\.yaml:2:16: target\.fhirBaseUrl "ftp:\/\/a\.example" does not have the form/],
    ],
    [
      'a number out of range',
      'target: {fhirBaseUrl: "https://a.example", concurrency: 0}',
      [/concurrency must be >= 1/],
    ],
    [
      'a date that is none',
      'target: {fhirBaseUrl: "https://a.example"}\nwaivers: [{check: a, reason: b, expires: soon}]',
      [/waivers\.0\.expires must match format "date"/],
    ],
    ['broken YAML', 'target: [', [/^assay\.yaml:\d+:\d+: /]],
    ['a key given twice', 'target: {fhirBaseUrl: "https://a.example"}\ntarget: {}', [/unique/]],
    ['nothing', '', [/must be object/]],
    [
      'a login driver that is not there',
      'target: {fhirBaseUrl: "https://a.example"}\nauth: {clients: {standalone: {clientId: a, login: {driver: magic}}}}',
      [/login\.driver must be one of "form", "browser", "person", "refresh", not "magic"/],
    ],
    ['a host that is none', 'target: {fhirBaseUrl: "https://a b"}', [/does not have the form/]],
  ])('says what is wrong: %s', (_case, text, expected) => {
    const found = problems(text);
    expect(found).toHaveLength(expected.length);
    for (const [index, wanted] of expected.entries()) expect(found[index]).toMatch(wanted);
  });

  it('is not blown up by aliases', () => {
    const bomb = `a: &a [x, x]\n${'bcdefghijklm'
      .split('')
      .map((name, at) => `${name}: &${name} [${`*${'abcdefghijkl'[at]},`.repeat(9)}]`)
      .join('\n')}`;
    expect(problems(bomb).length).toBeGreaterThan(0);
  });
});
