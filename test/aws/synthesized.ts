import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AssayStack, type AssayStackProps } from '../../infra/assay-stack.ts';
import { HANDLERS, type HandlerName } from '../../infra/bundle.ts';
import type { StateMachine } from './asl-definition.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What a template says of one resource, as far as tests ask. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is as deep as CloudFormation
  readonly Properties: any;
}

export interface Synthesized {
  readonly app: App;
  readonly stack: AssayStack;
  readonly resources: Readonly<Record<string, Resource>>;
}

/** Folders that stand for bundles where only the template matters. */
function emptyBundles(): Record<HandlerName, string> {
  const root = mkdtempSync(join(tmpdir(), 'assay-bundles-'));
  return Object.fromEntries(
    HANDLERS.map((name) => {
      const folder = join(root, name);
      mkdirSync(folder);
      writeFileSync(join(folder, 'index.mjs'), '');
      return [name, folder];
    }),
  ) as Record<HandlerName, string>;
}

/** The stack with the feature flags of `cdk.json`, which only the CLI reads by itself. */
export function synthesized(props: Partial<AssayStackProps> = {}): Synthesized {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  const app = new App({ context, outdir: mkdtempSync(join(tmpdir(), 'assay-cdk-')) });
  const stack = new AssayStack(app, 'Assay', { bundles: emptyBundles(), ...props });
  const resources = Template.fromStack(stack).toJSON()['Resources'] as Record<string, Resource>;
  return { app, stack, resources };
}

export const ofType = (
  { resources }: Pick<Synthesized, 'resources'>,
  type: string,
): [id: string, resource: Resource][] =>
  Object.entries(resources).filter(([, { Type }]) => Type === type);

/** The file of a function by its id in the template: `StartRun1A2B3C4D` is `start-run`. */
export const fileOf = (id: string): string =>
  id
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/(?!^)([A-Z])/g, '-$1')
    .toLowerCase();

/** The state machine as deployed, what only AWS knows replaced by names: `{Ref: X}` by `X`. */
export function machineIn(from: Pick<Synthesized, 'resources'>): StateMachine {
  const [found] = ofType(from, 'AWS::StepFunctions::StateMachine');
  if (found === undefined) throw new Error('there is no state machine');
  const definition = found[1].Properties.DefinitionString as {
    'Fn::Join': [string, (string | { Ref?: string; 'Fn::GetAtt'?: [string, string] })[]];
  };
  const [, parts] = definition['Fn::Join'];
  const text = parts.map((part) => {
    if (typeof part === 'string') return part;
    const name = part.Ref ?? part['Fn::GetAtt']?.[0];
    return name === 'AWS::Partition' ? 'aws' : (name ?? '');
  });
  return JSON.parse(text.join('')) as StateMachine;
}
