/** `STACK.json` beside a stack: what its file cannot hold. */
import { InvalidInputError, parseVoxelSize } from '../base/index.js';
import type { VoxelSize } from '../base/index.js';
import { FACES } from '../volume/index.js';
import type { Face } from '../volume/index.js';
import type { FormatHost } from './format.js';
import { MIB } from './limits.js';

export type CellState = 'wet' | 'dry' | 'mixed';

export interface Sidecar {
  readonly path: string;
  readonly voxel?: VoxelSize;
  /** empty: the stack shows no collector */
  readonly collector?: readonly Face[];
  readonly cell?: CellState;
  /** the instrument: what model suits */
  readonly modality?: 'xct' | 'fib' | 'cryo';
  /** the stack was made by a program, not measured */
  readonly simulated?: true;
}

function isFace(text: string): text is Face {
  return FACES.some((face) => face === text);
}

/** `none`, or faces separated by commas. */
export function parseCollector(text: string): readonly Face[] {
  if (text.trim() === 'none') return [];
  const faces = text.split(',').map((face) => face.trim());
  const known = faces.filter(isFace);
  if (known.length !== faces.length)
    throw new InvalidInputError(`"${text}" is not a collector face; write none or one or more of ${FACES.join(' ')}.`, {
      code: 'bad-face',
      subject: 'collector',
    });
  return known;
}

/** Names under which a sidecar may lie: after the whole name, or in place of the extension. */
function candidates(host: FormatHost, path: string): readonly string[] {
  const folder = host.files.dirname(path);
  const name = host.files.basename(path);
  const stems = [name, name.replace(/\.ome\.tiff?$|\.nii\.gz$|\.(mrc|map|rec)\.gz$|\.[^.]+$/i, '')];
  return [...new Set(stems)].map((stem) => host.files.join(folder, `${stem}.json`)).filter((candidate) => candidate !== path);
}

/** The sidecar of a stack, or undefined. A broken one is an error: guessing past it would be silent. */
export async function readSidecar(host: FormatHost, path: string): Promise<Sidecar | undefined> {
  for (const candidate of candidates(host, path)) {
    if (!(await host.files.exists(candidate))) continue;
    const text = new TextDecoder().decode(await host.files.readBytes(candidate, MIB));
    const sidecar = parseSidecar(candidate, text);
    if (sidecar !== undefined) return sidecar;
  }
  return undefined;
}

/** Undefined for JSON that is about something else (none of the three keys). */
function parseSidecar(path: string, text: string): Sidecar | undefined {
  const bad = (why: string): InvalidInputError =>
    new InvalidInputError(`The sidecar ${path} ${why}.`, { code: 'bad-sidecar', subject: path });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw bad('is not valid JSON; correct or remove it');
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const field = (key: string): unknown => (Object.hasOwn(parsed, key) ? (parsed as Record<string, unknown>)[key] : undefined);
  const [voxel, collector, cell] = [field('voxel'), field('collector'), field('cell')];
  if (voxel === undefined && collector === undefined && cell === undefined) return undefined;
  if (voxel !== undefined && typeof voxel !== 'string') throw bad('needs "voxel" as a text with a unit, like "650nm"');
  if (collector !== undefined && typeof collector !== 'string') throw bad('needs "collector" as a text, like "z-"');
  if (cell !== undefined && cell !== 'wet' && cell !== 'dry' && cell !== 'mixed') throw bad('needs "cell" as wet, dry or mixed');
  const modality = field('modality');
  if (modality !== undefined && modality !== 'xct' && modality !== 'fib' && modality !== 'cryo')
    throw bad('needs "modality" as xct, fib or cryo');
  return {
    path,
    ...(modality === undefined ? {} : { modality }),
    ...(voxel === undefined ? {} : { voxel: parseVoxelSize(voxel) }),
    ...(collector === undefined ? {} : { collector: parseCollector(collector) }),
    ...(cell === undefined ? {} : { cell }),
    ...(field('simulated') === true ? { simulated: true as const } : {}),
  };
}
