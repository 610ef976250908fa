import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { parse } from 'yaml';
import { AssayStack } from './assay-stack.ts';
import { bundleHandlers, CHROMIUM_PACK } from './bundle.ts';

const app = new App();

/** Context is given as `-c name=value` or stands in cdk.json. */
const text = (name: string): string | undefined => {
  const value: unknown = app.node.tryGetContext(name);
  return value === undefined ? undefined : String(value);
};

const numberGiven = <Name extends string>(name: Name): { [N in Name]?: number } => {
  const given = text(name);
  if (given === undefined) return {};
  const value = Number(given);
  if (!(value > 0)) throw new Error(`the context value ${name} must be a number, not "${given}"`);
  return { [name]: value } as { [N in Name]?: number };
};

const configFile = text('nightlyConfig');
const jwksFile = text('publicJwks');

new AssayStack(app, 'Assay', {
  bundles: bundleHandlers(join(import.meta.dirname, '../dist/lambdas')),
  privateTargets: text('privateTargets') === 'true',
  fixedEgress: text('fixedEgress') === 'true',
  ...(text('browser') === 'true' ? { chromium: CHROMIUM_PACK } : {}),
  ...numberGiven('retentionDays'),
  ...numberGiven('monthlyBudgetUsd'),
  ...(jwksFile === undefined ? {} : { publicJwks: readFileSync(jwksFile, 'utf8') }),
  ...(configFile === undefined
    ? {}
    : {
        nightly: {
          schedule: text('nightlySchedule') ?? 'cron(0 3 * * ? *)',
          timeZone: text('nightlyTimeZone') ?? 'Etc/UTC',
          config: parse(readFileSync(configFile, 'utf8')) as unknown,
        },
      }),
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
