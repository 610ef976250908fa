import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Conformance } from './definitions.ts';
import { tarEntries } from './tar.ts';

/** The conformance resources of one package, as its files hold them. */
export interface PackageSource {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly resources: readonly Conformance[];
  readonly examples: readonly unknown[];
}

/** A package that could not be had, said in one sentence for the person who asked. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseManifest(text: string, where: string): Manifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (cause) {
    throw new PackageError(`package.json in ${where} is not JSON.`, { cause });
  }
  if (
    !isObject(manifest) ||
    typeof manifest['name'] !== 'string' ||
    typeof manifest['version'] !== 'string'
  ) {
    throw new PackageError(`${where} has no package.json with a name and a version.`);
  }
  const { name, version, dependencies = {} } = manifest;
  const areVersions = isObject(dependencies) && Object.values(dependencies).every(isText);
  if (!areVersions)
    throw new PackageError(`package.json in ${where} names dependencies without versions.`);
  return { name, version, dependencies: dependencies as Manifest['dependencies'] };
}

function fromFiles(files: ReadonlyMap<string, Buffer>, where: string): PackageSource {
  const manifestFile = files.get('package/package.json');
  if (!manifestFile)
    throw new PackageError(`${where} is no FHIR package: package.json is missing.`);
  const manifest = parseManifest(manifestFile.toString('utf8'), where);
  const resources: Conformance[] = [];
  const examples: unknown[] = [];
  for (const path of [...files.keys()].sort()) {
    if (!path.endsWith('.json') || !path.startsWith('package/')) continue;
    const inFolder = path.slice('package/'.length);
    const isExample = inFolder.startsWith('example/') || inFolder.startsWith('examples/');
    if (inFolder.includes('/') && !isExample) continue;
    if (inFolder === 'package.json' || inFolder.startsWith('.')) continue;
    let resource: unknown;
    try {
      resource = JSON.parse((files.get(path) ?? Buffer.alloc(0)).toString('utf8'));
    } catch (cause) {
      if (isExample) continue;
      throw new PackageError(`${path} in ${where} is not JSON.`, { cause });
    }
    if (!isObject(resource) || typeof resource['resourceType'] !== 'string') continue;
    if (isExample) examples.push(resource);
    else resources.push(resource as unknown as Conformance);
  }
  const { name, version, dependencies } = manifest;
  return { name, version, dependencies, resources, examples };
}

/** Reads a package from its archive (FHIR NPM Package specification). */
export function readPackageArchive(file: string): PackageSource {
  return fromFiles(
    filesOf(() => readFileSync(file), file),
    file,
  );
}

function filesOf(read: () => Buffer, where: string): Map<string, Buffer> {
  try {
    const bytes = read();
    const archive = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
    const files = new Map<string, Buffer>();
    for (const { path, data } of tarEntries(archive)) files.set(normalize(path), data);
    return files;
  } catch (cause) {
    throw new PackageError(`${where} cannot be read as a package archive.`, { cause });
  }
}

function readPackageFolder(folder: string): PackageSource {
  const files = new Map<string, Buffer>();
  for (const sub of ['', 'example', 'examples']) {
    const at = join(folder, 'package', sub);
    if (!existsSync(at)) continue;
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.json')) continue;
      files.set(join('package', sub, entry.name), readFileSync(join(at, entry.name)));
    }
  }
  return fromFiles(files, folder);
}

/** The cache that FHIR tools share: `~/.fhir/packages/name#version/package`. */
export const packageCache = (): string => join(homedir(), '.fhir', 'packages');

/** Where packages are asked for, in this order (FHIR package registry). */
const REGISTRIES = ['https://packages.fhir.org', 'https://packages.simplifier.net'];

/** A package of a few megabytes that has not come by then will not come. */
const DOWNLOAD_TIMEOUT_MS = 60_000;

async function download(
  name: string,
  version: string,
  registries: readonly string[],
  cache: string,
): Promise<Buffer> {
  const reasons: string[] = [];
  for (const registry of registries) {
    try {
      const response = await fetch(`${registry}/${name}/${version}`, {
        signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
      });
      if (response.ok) return Buffer.from(await response.arrayBuffer());
      reasons.push(`${registry} answered ${response.status}`);
    } catch {
      reasons.push(`${registry} could not be reached`);
    }
  }
  throw new PackageError(
    `Package ${name}#${version} is not in ${cache} and cannot be downloaded: ${reasons.join(', ')}.`,
  );
}

/** Written beside its place and then moved, so that no half package is ever taken for a whole one. */
function storeInCache(files: ReadonlyMap<string, Buffer>, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const beside = mkdtempSync(`${folder}.`);
  try {
    for (const [path, data] of files) {
      if (path.startsWith('..') || path.startsWith('/')) continue;
      const file = join(beside, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, data);
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(beside, folder);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

const SPEC = /^([a-z0-9][a-z0-9._-]*)#([A-Za-z0-9][A-Za-z0-9._-]*)$/;

export interface PackageOptions {
  /** Folder of packages that are held already. */
  readonly cache?: string;
  /** Base URLs that are asked for others, in this order. */
  readonly registries?: readonly string[];
}

/** Opens `FILE.tgz` or `NAME#VERSION`, the latter from the shared cache or else the registry. */
export async function openPackage(
  spec: string,
  options: PackageOptions = {},
): Promise<PackageSource> {
  if (/\.(tgz|tar\.gz|tar)$/.test(spec)) return readPackageArchive(spec);
  const [, name, version] = SPEC.exec(spec) ?? [];
  if (!name || !version) {
    throw new PackageError(`"${spec}" is neither a .tgz file nor NAME#VERSION.`);
  }
  const { cache = packageCache(), registries = REGISTRIES } = options;
  const folder = join(cache, `${name}#${version}`);
  if (!existsSync(join(folder, 'package', 'package.json'))) {
    const archive = await download(name, version, registries, cache);
    const what = `What a registry sent as ${spec}`;
    const files = filesOf(() => archive, what);
    // Looked at before it is kept: an error page would stay in everybody's cache.
    const sent = fromFiles(files, what);
    if (sent.name !== name) throw new PackageError(`${what} is ${sent.name}#${sent.version}.`);
    storeInCache(files, folder);
  }
  return readPackageFolder(folder);
}
