import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from './build-package.ts';
import { openPackage, PackageError } from './package-source.ts';
import { parsePack } from './pack-file.ts';

function archive(files: Readonly<Record<string, unknown>>): Buffer {
  const blocks = Object.entries(files).map(([path, content]) => {
    const data = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write(data.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    header.write('ustar', 257);
    return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

const profile = {
  resourceType: 'StructureDefinition',
  url: 'http://example.org/StructureDefinition/named',
  version: '1.0.0',
  name: 'Named',
  kind: 'resource',
  type: 'Patient',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
  derivation: 'constraint',
  differential: { element: [{ id: 'Patient.name', path: 'Patient.name', min: 1 }] },
};

const named = {
  'package/package.json': {
    name: 'example.named',
    version: '1.0.0',
    dependencies: { 'hl7.fhir.r4.core': '4.0.1' },
  },
  'package/StructureDefinition-named.json': profile,
  'package/example/Patient-a.json': { resourceType: 'Patient', id: 'a' },
  'package/other/notes.json': { resourceType: 'Basic' },
};
const leaning = {
  'package/package.json': {
    name: 'example.leaning',
    version: '2.0.0',
    dependencies: { 'example.named': '1.0.0', 'example.lost': '1.0.0' },
  },
  'package/StructureDefinition-leaning.json': {
    ...profile,
    url: 'http://example.org/StructureDefinition/leaning',
    name: 'Leaning',
    baseDefinition: profile.url,
    differential: { element: [{ id: 'Patient.gender', path: 'Patient.gender', min: 1 }] },
  },
};

const folder = mkdtempSync(join(tmpdir(), 'assay-packages-'));
const archives: Record<string, Buffer> = {
  '/example.named/1.0.0': archive(named),
  '/example.leaning/2.0.0': archive(leaning),
};
const server = createServer((request, response) => {
  const found = archives[request.url ?? ''];
  response.writeHead(found ? 200 : 404).end(found);
});
let registries: string[] = [];
const cache = join(folder, 'cache');

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  registries = [`http://127.0.0.1:${(server.address() as AddressInfo).port}`];
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a package', () => {
  it('is read from its archive, examples apart', async () => {
    const file = join(folder, 'named.tgz');
    writeFileSync(file, archive(named));
    const { name, version, resources, examples } = await openPackage(file);
    expect([name, version]).toEqual(['example.named', '1.0.0']);
    expect(resources.map(({ resourceType }) => resourceType)).toEqual(['StructureDefinition']);
    expect(examples).toHaveLength(1);
  });

  it('comes from the registry once and then from the cache', async () => {
    expect(
      (await openPackage('example.named#1.0.0', { cache, registries })).resources,
    ).toHaveLength(1);
    const held = join(cache, 'example.named#1.0.0/package/package.json');
    expect(JSON.parse(readFileSync(held, 'utf8')).version).toBe('1.0.0');
    const again = await openPackage('example.named#1.0.0', { cache, registries: [] });
    expect(again.examples).toHaveLength(1);
  });

  it('is compiled with what it stands on, and what is missing is said', async () => {
    const built = await buildPackage('example.leaning#2.0.0', { cache, registries });
    expect(built.problems).toEqual([
      `Package example.lost#1.0.0 is not in ${cache} and cannot be downloaded: ${registries[0]} answered 404.`,
    ]);
    const leaningIr = parsePack(built.pack).structure(
      'http://example.org/StructureDefinition/leaning',
    );
    const wanted = leaningIr?.root.children?.filter(({ min }) => (min ?? 0) > 0);
    expect(wanted?.map(({ name }) => name)).toEqual(['name', 'gender']);
    expect(built.rows).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ['no such file', join(folder, 'nobody.tgz'), 'cannot be read'],
    ['no archive', join(folder, 'text.tgz'), 'is no FHIR package'],
    ['no name and version', 'something', 'neither a .tgz file nor NAME#VERSION'],
    ['a way out of the cache', '../../etc#1', 'neither a .tgz file nor NAME#VERSION'],
    ['not in the registry', 'example.lost#1.0.0', 'cannot be downloaded'],
    ['damaged', join(folder, 'damaged.tgz'), 'cannot be read as a package archive'],
    ['a manifest that is no JSON', join(folder, 'manifest.tgz'), 'is not JSON'],
    ['dependencies without versions', join(folder, 'depends.tgz'), 'dependencies without versions'],
    ['an error page of the registry', 'example.page#1.0.0', 'is no FHIR package'],
    ['another package than was asked for', 'example.other#1.0.0', 'is example.named#1.0.0'],
  ])('is refused in one sentence: %s', async (_case, spec, message) => {
    writeFileSync(join(folder, 'text.tgz'), 'no archive at all');
    writeFileSync(join(folder, 'damaged.tgz'), archive(named).subarray(0, 200));
    writeFileSync(join(folder, 'manifest.tgz'), archive({ 'package/package.json': '{' }));
    const depends = { name: 'a', version: '1', dependencies: { b: 1 } };
    writeFileSync(join(folder, 'depends.tgz'), archive({ 'package/package.json': depends }));
    archives['/example.page/1.0.0'] = Buffer.from('<html>Please log in</html>');
    archives['/example.other/1.0.0'] = archive(named);
    const opening = openPackage(spec, { cache, registries });
    await expect(opening).rejects.toBeInstanceOf(PackageError);
    await expect(opening).rejects.toThrow(message);
    expect(existsSync(join(cache, spec))).toBe(false);
  });

  it.each<[string, object, string]>([
    ['no url', { url: undefined }, 'url is missing'],
    ['a text for a list', { differential: { element: 'x' } }, 'must be a list'],
    ['a number for a name', { name: 5 }, 'StructureDefinition.name'],
    ['null', { baseDefinition: null }, 'null is no value'],
  ])('is not compiled from definitions with %s', async (_case, wrong, message) => {
    const file = join(folder, 'wrong.tgz');
    const definition = { ...profile, ...wrong };
    writeFileSync(
      file,
      archive({ ...named, 'package/StructureDefinition-named.json': definition }),
    );
    const building = buildPackage(file, { cache, registries: [] });
    await expect(building).rejects.toBeInstanceOf(PackageError);
    await expect(building).rejects.toThrow(message);
  });

  it('may go in circles and name what is nowhere', async () => {
    const file = join(folder, 'circle.tgz');
    const valueSet = {
      resourceType: 'ValueSet',
      url: 'http://example.org/vs',
      compose: {
        include: [
          { valueSet: ['http://example.org/vs'] },
          {
            system: 'http://hl7.org/fhir/observation-status',
            filter: [{ property: 'code', op: 'regex', value: '(((' }],
          },
        ],
      },
    };
    const circle = { ...profile, baseDefinition: profile.url };
    writeFileSync(
      file,
      archive({
        'package/package.json': { name: 'example.circle', version: '1.0.0' },
        'package/a.json': circle,
        'package/b.json': valueSet,
      }),
    );
    const { structures, problems } = await buildPackage(file);
    expect(structures).toBe(0);
    expect(problems).toEqual([`${profile.url}: its base ${profile.url} is not held`]);
  });

  it('does not write outside of its folder', async () => {
    archives['/example.evil/1.0.0'] = archive({
      ...named,
      'package/package.json': { name: 'example.evil', version: '1.0.0' },
      '../../evil.json': {},
    });
    mkdirSync(cache, { recursive: true });
    await openPackage('example.evil#1.0.0', { cache, registries });
    expect(() => readFileSync(join(cache, '..', 'evil.json'))).toThrow();
  });
});
