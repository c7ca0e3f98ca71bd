/** End-to-end tests: the real server, the real model, a real browser (`scripts/find-browser.mjs` finds it). */
import { defineConfig } from '@playwright/test';

const program = process.env['LITHOSCOPE_BROWSER'];

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: 1,
  timeout: 240_000,
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] === undefined ? [['list']] : [['list'], ['json']],
  use: {
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
    launchOptions: {
      ...(program === undefined ? {} : { executablePath: program }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--use-gl=angle',
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--enable-precise-memory-info',
      ],
    },
  },
});
