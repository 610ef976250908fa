import { copyFileSync, cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

/** The functions, as their files under `lambdas/` are called. */
export const HANDLERS = [
  'start-run',
  'start-scheduled-run',
  'gather',
  'gather-in-browser',
  'judge-lines',
  'judge',
  'render',
  'interrupt',
  'list-runs',
  'get-run',
  'get-report',
  'launch',
  'callback',
  'login',
  'jwks',
] as const;

/** A Chromium built for Lambda, x86-64 only; the folder goes into a layer as it is. */
export const CHROMIUM_PACK = join(ROOT, 'node_modules/@sparticuz/chromium/bin');

export type HandlerName = (typeof HANDLERS)[number];

/** Functions that plan a run or judge resources, and so read the packs that lie beside them. */
const PLANNING: readonly HandlerName[] = [
  'start-run',
  'start-scheduled-run',
  'gather',
  'gather-in-browser',
  'judge-lines',
  'judge',
  'render',
  'interrupt',
];

/** Some dependencies are CommonJS and ask for modules of Node at run time. */
const BANNER =
  "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);";

/**
 * Bundles every function into a folder of its own, `index.mjs` and what it reads. Names are kept,
 * so that a stack trace in the log can be read; the SDK goes in, so that what is deployed is what
 * was tested.
 */
export function bundleHandlers(outdir: string): Readonly<Record<HandlerName, string>> {
  const folders = HANDLERS.map((name) => [name, join(outdir, name)] as const);
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(
      HANDLERS.map((name) => [`${name}/index`, `lambdas/${name}.ts`]),
    ),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    // Its build for browsers parses just the same, and leaves out fetching pages and guessing their
    // character sets: a third of the bundle, and of the time that a function takes to start.
    alias: { cheerio: join(ROOT, 'node_modules/cheerio/dist/browser/index.js') },
    // It reads files of its own, which a bundle would not have.
    external: ['playwright-core'],
    banner: { js: BANNER },
    logLevel: 'error',
  });
  for (const [name, folder] of folders) {
    if (PLANNING.includes(name)) copyPacks(folder);
    if (name === 'gather-in-browser') copyPlaywright(folder);
  }
  return Object.fromEntries(folders) as Record<HandlerName, string>;
}

/** What drives a browser, without the pages of its own tools, a third of it. */
function copyPlaywright(folder: string): void {
  const from = join(ROOT, 'node_modules/playwright-core');
  cpSync(from, join(folder, 'node_modules/playwright-core'), {
    recursive: true,
    filter: (path) => !path.startsWith(join(from, 'lib/vite')) && !path.endsWith('.d.ts'),
  });
}

/**
 * Code asks for what lies beside its file, and in a bundle that file is `index.mjs`: rows are
 * looked for in a folder `packs`, compiled packs next to the module that opens them.
 */
function copyPacks(folder: string): void {
  const packs = join(ROOT, 'testsuites/packs');
  const rows = join(folder, 'packs');
  mkdirSync(rows, { recursive: true });
  for (const file of readdirSync(packs)) {
    if (file.endsWith('.pack')) copyFileSync(join(packs, file), join(folder, file));
    if (file.endsWith('.json')) copyFileSync(join(packs, file), join(rows, file));
  }
}
