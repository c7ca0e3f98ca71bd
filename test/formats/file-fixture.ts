/** Files of a test: written into its own folder, and the refusal that reading one gives. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { inspectPath } from '../../src/formats/index.js';
import { host, scratchFolder } from '../support/format-host.js';

export interface FileFixture {
  put(name: string, bytes: Uint8Array | string): string;
  /** "code: message", or "read" */
  refused(name: string, bytes: Uint8Array | string): Promise<string>;
}

export function fileFixture(title: string): FileFixture {
  const folder = scratchFolder(title);
  const put = (name: string, bytes: Uint8Array | string): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  return {
    put,
    async refused(name, bytes) {
      const [entry] = await inspectPath(host, put(name, bytes));
      if (entry === undefined || !('error' in entry)) return 'read';
      expect(entry.error.message).not.toMatch(/\n|undefined|NaN/);
      return `${entry.error.code}: ${entry.error.message}`;
    },
  };
}

/** Texts and bytes one after another. */
export function joined(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))));
}
