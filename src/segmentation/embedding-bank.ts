/**
 * What the training pictures looked like to the network: their pooled features, projected on the main components.
 * The distance of a new picture is the mean over its k nearest neighbours in the bank. A plain neighbour distance beats
 * a Gaussian fit where the training set has several clusters (MELBA 2024:020).
 */
import { ModelError } from '../base/index.js';
import type { Codecs, NeighbourBank } from '../ports/index.js';
import { checkHash } from './model-weights.js';
import { readNpy } from './npy.js';
import { insidePath, type PackageFiles } from './package-files.js';
import type { RdfBank } from './rdf.js';

export interface EmbeddingBank {
  /** [count, width], C order, after the projection */
  readonly vectors: Float32Array;
  readonly count: number;
  readonly width: number;
  /** point = features x rows 1... - row 0, the mean after the projection; null: the bank holds features as they are */
  readonly projection: { readonly data: Float32Array; readonly features: number } | null;
  /** distances above these are unusual, or foreign */
  readonly warn: number | null;
  readonly bad: number | null;
}

const MAX_BANK = 2 ** 26;
const NEIGHBOURS = 10;
const PROJECTION = 'projection.npy';

export async function readBank(content: PackageFiles, codecs: Codecs, hint: RdfBank): Promise<EmbeddingBank> {
  const vectors = await readMatrix(content, codecs, hint.source, hint.sha256);
  const place = hint.projection?.source ?? ((await content.has(PROJECTION)) ? PROJECTION : null);
  const projection = place === null ? null : await readMatrix(content, codecs, place, hint.projection?.sha256);
  if (projection !== null && projection.columns !== vectors.columns)
    throw new ModelError(
      `${content.name}: the projection has ${projection.columns} components and the bank ${vectors.columns}; export the model again.`,
      { code: 'bad-description', subject: 'embedding_bank' },
    );
  return {
    vectors: vectors.data,
    count: vectors.rows,
    width: vectors.columns,
    projection: projection === null ? null : { data: projection.data, features: projection.rows - 1 },
    warn: hint.threshold_warn ?? null,
    bad: hint.threshold_bad ?? null,
  };
}

async function readMatrix(content: PackageFiles, codecs: Codecs, source: string, sha256: string | undefined) {
  const bytes = await content.read(insidePath(source, content.name), MAX_BANK);
  if (sha256 !== undefined) checkHash(codecs, bytes, sha256, source, content.name);
  const { dims, data } = readNpy(bytes, `${content.name}/${source}`);
  const [rows = 0, columns = 0] = dims;
  if (dims.length !== 2 || rows < 1 || columns < 1)
    throw new ModelError(`${content.name}: ${source} is an array of ${dims.join(' x ')}, a table of vectors is needed; export it again.`, {
      code: 'bad-description',
      subject: 'embedding_bank',
    });
  return { rows, columns, data };
}

/** Mean distance to the nearest neighbours; null where the length does not fit the bank. */
export function bankDistance(bank: NeighbourBank, embedding: Float32Array): number | null {
  const point = project(bank, embedding);
  if (point === null) return null;
  const { vectors, width, count } = bank;
  const nearest: number[] = [];
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const step = (vectors[row * width + k] as number) - (point[k] as number);
      sum += step * step;
    }
    insert(nearest, sum);
  }
  return nearest.reduce((sum, square) => sum + Math.sqrt(square), 0) / Math.max(1, nearest.length);
}

function insert(nearest: number[], square: number): void {
  if (nearest.length === NEIGHBOURS && square >= (nearest[NEIGHBOURS - 1] as number)) return;
  let at = nearest.length;
  while (at > 0 && (nearest[at - 1] as number) > square) at--;
  nearest.splice(at, 0, square);
  nearest.length = Math.min(nearest.length, NEIGHBOURS);
}

function project({ projection, width }: NeighbourBank, embedding: Float32Array): Float32Array | null {
  if (projection === null) return embedding.length === width ? embedding : null;
  const { data, features } = projection;
  if (embedding.length !== features) return null;
  const out = new Float32Array(width);
  for (let k = 0; k < width; k++) {
    let sum = -(data[k] as number);
    for (let i = 0; i < features; i++) sum += (embedding[i] as number) * (data[(i + 1) * width + k] as number);
    out[k] = sum;
  }
  return out;
}
