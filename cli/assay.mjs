#!/usr/bin/env -S node --max-semi-space-size=16
import { fileURLToPath } from 'node:url';
import { continueUnderNewerNode, isNodeNewEnough } from './require-node.mjs';

if (isNodeNewEnough()) {
  const { main } = await import('./main.ts');
  await main(process.argv);
} else {
  continueUnderNewerNode(fileURLToPath(import.meta.url));
}
