/**
 * Reference data that lies beside a checkout (`../shared`). Clones without it skip these tests, loudly and by name.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe } from 'vitest';

export const sharedRoot = resolve(import.meta.dirname, '../../../shared');

export function sharedPath(...parts: string[]): string {
  return resolve(sharedRoot, ...parts);
}

/** `describe` when the named part of the reference data is there; otherwise a skip that says what is missing. */
export function describeShared(part: string, title: string, body: () => void): void {
  if (existsSync(sharedPath(part))) describe(title, body);
  else describe.skip(`${title} [SKIPPED: reference data "${part}" is not beside this checkout]`, body);
}
