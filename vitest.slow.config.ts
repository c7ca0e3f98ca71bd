/** `npm run test:slow`: tests that take minutes and gigabytes, one after another. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/slow/**/*.test.ts'], testTimeout: 1_800_000, hookTimeout: 120_000, pool: 'forks', maxWorkers: 1 },
});
