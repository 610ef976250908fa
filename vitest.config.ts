import { defineConfig } from 'vitest/config';

/** Tests of functions alone: they leave nothing behind, and share what they import. */
const PURE = ['core', 'fhir', 'lambdas', 'reports', 'sandbox', 'testsuites'].map(
  (room) => `${room}/**/*.test.ts`,
);
const ELSEWHERE = ['node_modules/**', 'cdk.out/**', 'dist/**'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // One more than cores: some tests wait for most of their time. Each holds its own validators.
    maxWorkers: 3,
    env: { NO_COLOR: '1' },
    projects: [
      { extends: true, test: { name: 'rooms', include: PURE, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['**/*.test.ts'],
          exclude: [...ELSEWHERE, ...PURE],
        },
      },
    ],
  },
});
