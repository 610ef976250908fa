import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Variables that name a browser, the first that is set deciding. */
const VARIABLES = ['ASSAY_CHROMIUM', 'CHROME_PATH'] as const;

export const NO_BROWSER =
  'The login driver "browser" needs Chromium or Chrome, and there is none: install the package "chromium", or name the program in ASSAY_CHROMIUM.';

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The browser of this machine: as named in the environment, else the first on the path. */
export function findChromium(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const named = VARIABLES.map((name) => env[name]).find(
    (path) => path !== undefined && path !== '',
  );
  if (named !== undefined) return isProgram(named) ? named : undefined;
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(isProgram);
}
