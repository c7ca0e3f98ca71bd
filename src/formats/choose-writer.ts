/** Which writer a name asks for: that of the longest ending. */
import { InvalidInputError } from '../base/index.js';
import { isGeometryFormat } from './format.js';
import type { VolumeFormat, VolumeWriter } from './format.js';
import { FORMATS } from './list.js';
import { MESH_WRITERS } from './mesh-writers/index.js';
import type { MeshWriter } from './mesh-writers/index.js';

export interface ChosenWriter {
  readonly format: VolumeFormat;
  readonly writer: VolumeWriter;
}

function volumeWriters(): ChosenWriter[] {
  return FORMATS.flatMap((format) => (isGeometryFormat(format) ? [] : (format.writers ?? []).map((writer) => ({ format, writer }))));
}

/** `.tiff` is `.tif`. */
function spelled(name: string): string {
  return name.toLowerCase().replace(/\.tiff$/, '.tif');
}

function longest<T>(path: string, choices: readonly T[], extension: (choice: T) => string): T | undefined {
  const name = spelled(path);
  return choices
    .filter((choice) => name.endsWith(`.${extension(choice)}`))
    .toSorted((a, b) => extension(b).length - extension(a).length)[0];
}

function unknown(path: string, extensions: readonly string[]): InvalidInputError {
  const known = extensions.map((extension) => `.${extension}`);
  return new InvalidInputError(
    `${path} does not say what to write; end the name in ${known.slice(0, -1).join(', ')} or ${known.at(-1) ?? ''}.`,
    { code: 'bad-output', subject: path },
  );
}

export function chooseWriter(path: string): ChosenWriter {
  const writers = volumeWriters();
  const chosen = longest(path, writers, ({ writer }) => writer.extension);
  if (chosen !== undefined) return chosen;
  throw unknown(
    path,
    writers.map(({ writer }) => writer.extension),
  );
}

export function chooseMeshWriter(path: string): MeshWriter {
  const chosen = longest(path, MESH_WRITERS, ({ extension }) => extension);
  if (chosen !== undefined) return chosen;
  throw unknown(
    path,
    MESH_WRITERS.map(({ extension }) => extension),
  );
}
