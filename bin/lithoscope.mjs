#!/usr/bin/env node
/** The command line. The program itself is built by `npm ci` or `npm run build`. */
import { existsSync } from 'node:fs';

const program = new URL('../dist/node/cli.js', import.meta.url);
if (!existsSync(program)) {
  process.stderr.write('Lithoscope is not built yet; run "npm run build" in its folder.\n');
  process.exit(1);
}
await import(program.href);
