import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'cdk.out/**', 'dist/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // One more than cores: some tests wait for most of their time. Each holds its own validators.
    maxWorkers: 3,
    env: { NO_COLOR: '1' },
  },
});
