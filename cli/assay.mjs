#!/usr/bin/env -S node --max-semi-space-size=4
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { continueUnderNewerNode, isNodeNewEnough } from './require-node.mjs';

if (isNodeNewEnough()) {
  // Half of what a command takes to start is spent on modules that have not changed; where nothing
  // can be written there is no cache.
  module.enableCompileCache(
    fileURLToPath(new URL('../node_modules/.cache/assay', import.meta.url)),
  );
  const { main } = await import('./main.ts');
  await main(process.argv);
} else {
  continueUnderNewerNode(fileURLToPath(import.meta.url));
}
