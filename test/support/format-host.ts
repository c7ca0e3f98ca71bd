/** The real file system, codecs and picture library, as the readers see them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { FormatHost } from '../../src/formats/index.js';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import { createNodeHdf5 } from '../../src/node/hdf5.js';
import { createNodeImages } from '../../src/node/images.js';

export const host: FormatHost = {
  files: createNodeFiles(),
  codecs: createNodeCodecs(),
  images: createNodeImages(),
  hdf5: createNodeHdf5(),
};

/** A folder for a test file, removed afterwards. */
export function scratchFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `lithoscope-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Byte equality of large arrays, without the cost of comparing them element by element. */
export function sameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const bytes = (view: ArrayBufferView): Buffer => Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  return bytes(a).equals(bytes(b));
}
