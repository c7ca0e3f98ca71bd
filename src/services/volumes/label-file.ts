/** A label file as phases. Foreign values are mapped when a map is given, and refused by name when not. */
import { InvalidInputError } from '../../base/index.js';
import type { LabelValues, VoxelSizeInput } from '../../contract/index.js';
import { applyLabelMap, labelValues, needsMapping, parseLabelMap, readSidecar } from '../../formats/index.js';
import type { Sidecar } from '../../formats/index.js';
import type { OpenSource } from '../../ports/index.js';
import { chosenPlane, labelVolume, slabRegion, spatialShape, voxelCount } from '../../volume/index.js';
import type { LabelStack, LabelVolume, VolumeSource, VoxelArray } from '../../volume/index.js';
import type { ServiceHost } from '../service-host.js';
import type { StackChoice } from './open-stack.js';
import { calibrationOf } from './shown-spacing.js';

export interface LabelFile {
  readonly labels: LabelVolume;
  readonly axes: string;
  /** of the stored values, before the map */
  readonly sha256: string;
  readonly sidecar: Sidecar | undefined;
  readonly warnings: readonly string[];
}

export interface LabelFileOptions extends StackChoice {
  readonly map?: string | undefined;
  readonly voxel?: VoxelSizeInput | undefined;
  /** label ids outside the phase table are kept, up to 255: somebody asks for labels by number */
  readonly anyId?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

function checkSource(host: ServiceHost, source: VolumeSource): void {
  const { path, kind, axes, dtype } = source.info;
  const name = host.ports.files.basename(path);
  if (kind !== 'volume' && kind !== 'image')
    throw new InvalidInputError(`${name} is a ${kind}, not a volume of labels; give a label volume or image.`, {
      code: 'not-a-volume',
      subject: path,
    });
  if (axes.some((axis) => (axis.name === 'c' || axis.name === 't') && axis.size > 1))
    throw new InvalidInputError(
      `${name} has several channels or time points; choose one (--channel, --time), or give labels with one value per voxel.`,
      {
        code: 'not-labels',
        subject: path,
      },
    );
  if (dtype.startsWith('float') && source.info.storedDtype.startsWith('float'))
    throw new InvalidInputError(`${name} holds ${dtype} values; labels are whole numbers, so give the segmented file.`, {
      code: 'not-labels',
      subject: path,
    });
}

/** An OME-Zarr may hold an image and its labels: here the labels are meant, unless something else is named. */
async function openLabels(host: ServiceHost, path: string, choice: StackChoice, signal: AbortSignal | undefined): Promise<OpenSource> {
  const dataset = choice.dataset ?? (await host.sources.list(path, signal)).find(({ id }) => id.startsWith('labels/'))?.id;
  const source = await host.sources.open(path, dataset, signal);
  // nobody guesses which of several values of a voxel is its label
  if (choice.time === undefined && choice.channel === undefined) return source;
  try {
    return chosenPlane(source, choice);
  } catch (error) {
    await source.close();
    throw error;
  }
}

export async function readLabelFile(host: ServiceHost, path: string, options: LabelFileOptions): Promise<LabelFile> {
  const file = await openLabelFile(host, path, options);
  try {
    const { shape, calibration } = file.stack;
    const voxels = voxelCount(shape);
    if (voxels > host.options.memoryBytes / 4)
      throw new InvalidInputError(
        `${host.ports.files.basename(path)} has ${voxels} voxels, too many for the memory budget of ${host.options.memoryBytes} bytes; crop it, or raise the budget.`,
        { code: 'over-memory-budget', subject: path },
      );
    const labels = labelVolume(await file.stack.planes(0, shape[0], options.signal), shape, calibration, path);
    const { axes, sha256, sidecar, warnings } = file;
    return { labels, axes, sha256: await sha256(), sidecar, warnings };
  } finally {
    await file.close();
  }
}

/** Labels that are read as they are needed; values are mapped, and checked to be phases, as they come. */
export interface OpenLabelFile extends Omit<LabelFile, 'labels' | 'sha256'> {
  readonly stack: LabelStack;
  /** of the stored values: reads all of them */
  readonly sha256: () => Promise<string>;
  readonly close: () => Promise<void>;
}

export async function openLabelFile(host: ServiceHost, path: string, options: LabelFileOptions): Promise<OpenLabelFile> {
  const source = await openLabels(host, path, options, options.signal);
  try {
    checkSource(host, source);
    const sidecar = await readSidecar(host.formats, path);
    // what a person says now, or wrote beside the file, corrects what a program left in it; studies hold it so too
    const calibration =
      options.voxel !== undefined
        ? calibrationOf(options.voxel)
        : sidecar?.voxel !== undefined
          ? calibrationOf({ ...sidecar.voxel, source: 'sidecar file' })
          : source.info.calibration;
    const planes = async (first: number, end: number, signal?: AbortSignal): Promise<Uint8Array> =>
      mapped(host, path, await source.read(slabRegion(source.info, first, end), signal), options);
    return {
      stack: { shape: spatialShape(source.info), calibration, planes },
      axes: source.info.axes.map((axis) => axis.name).join(''),
      sha256: () => source.hash({ signal: options.signal }),
      sidecar,
      warnings: source.info.warnings,
      close: () => source.close(),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** More values than this are grey values, or objects with a number each. */
const MAX_LABELS = 64;

/** The distinct values of a label file and how often each occurs. */
export async function labelFileValues(host: ServiceHost, path: string, signal?: AbortSignal): Promise<LabelValues> {
  const source = await openLabels(host, path, {}, signal);
  try {
    checkSource(host, source);
    const counts = new Map<number, number>();
    const [planes] = spatialShape(source.info);
    for (let z = 0; z < planes; z++) {
      countValues(await source.read(slabRegion(source.info, z, z + 1), signal), counts);
      if (counts.size > MAX_LABELS)
        throw new InvalidInputError(
          `${host.ports.files.basename(path)} holds more than ${MAX_LABELS} different values, so it is no label file of phases; give the segmented file.`,
          { code: 'not-labels', subject: path },
        );
    }
    const values = [...counts].map(([value, voxels]) => ({ value, voxels })).toSorted((a, b) => a.value - b.value);
    return { values, arePhases: !needsMapping(counts.keys()) };
  } finally {
    await source.close();
  }
}

function countValues(data: VoxelArray, counts: Map<number, number>): void {
  let value = NaN;
  let run = 0;
  const flush = (): void => void (run > 0 && counts.set(value, (counts.get(value) ?? 0) + run));
  for (let i = 0; i < data.length; i++) {
    const next = data[i] as number;
    if (next !== value) {
      flush();
      value = next;
      run = 0;
    }
    run++;
  }
  flush();
}

/** Values as phases: translated by the map, or refused by name when they are none. */
function mapped(host: ServiceHost, path: string, values: VoxelArray, { map, anyId = false }: LabelFileOptions): Uint8Array {
  if (map !== undefined) return applyLabelMap(values, parseLabelMap(map));
  const foreign = labelValues(values).filter((value) => (anyId ? !isLabelId(value) : needsMapping([value])));
  if (foreign.length === 0) return values instanceof Uint8Array ? values : Uint8Array.from(values);
  throw new InvalidInputError(
    `${host.ports.files.basename(path)} holds the label values ${listed(foreign)}, which are no phases (0 to 6); say what they are with a map, like ${foreign[0] ?? 255}=lithium.`,
    { code: 'labels-not-mapped', subject: path },
  );
}

const isLabelId = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 255;

/** The first few values of a list. */
function listed(values: readonly number[]): string {
  const shown = values.slice(0, 8).join(', ');
  return values.length > 8 ? `${shown}, ... (${values.length} values)` : shown;
}
