/** Voxels from particles or a mesh, written as a label stack (or as values) with what was chosen beside it. */
import { InvalidInputError, METRES, readableUnit } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import type { VoxelizeChoice, VoxelizedDocument } from '../../contract/index.js';
import { planesOfArray, writeStackTiff } from '../../formats/index.js';
import { findPhase, labelVolume, PHASE } from '../../volume/index.js';
import type { GeometryInfo } from '../../volume/index.js';
import { BYTES_PER_VOXEL, DEFAULT_THRESHOLD } from '../../voxelize/index.js';
import type { FileUnit, LabelChoice, Voxelized } from '../../voxelize/index.js';
import { voxelizeTask } from '../../workers/index.js';
import type { ServiceHost } from '../service-host.js';
import { shownSpacing } from '../volumes/shown-spacing.js';
import { spareOriginals } from '../volumes/spare-originals.js';
import { besideName, checkLabelOutput, writeJson, writeLabels } from '../volumes/write-labels.js';
import { rememberUnit } from './units.js';
import type { UnitLength } from './units.js';

export interface Voxelize extends Omit<VoxelizeChoice, 'file' | 'output'> {
  readonly path: string;
  readonly output?: string | undefined;
}

interface ChosenUnit extends FileUnit {
  readonly source: string;
}

/** Without the noise of the multiplication: 3.5 A are 3.5e-10 m. */
const inMetres = ({ value, unit }: UnitLength): number => Number((value * METRES[unit]).toPrecision(15));

/** What a person says, else what the file says; never a guess. */
function unitOf(info: GeometryInfo, asked: Voxelize): ChosenUnit {
  if (asked.unit !== undefined) return { metres: inMetres(asked.unit), shown: asked.unit.unit, source: 'given by the user' };
  if (info.unit !== null) return { metres: info.unit.metres, shown: readableUnit(info.unit.metres), source: info.unit.source };
  throw new InvalidInputError(
    `${info.path} does not say how long its unit is; give the length of one, like --unit 1um (or 3.51A for lattice constants of lithium).`,
    { code: 'unit-needed', subject: info.path },
  );
}

function frameIndex(info: GeometryInfo, frame: number | undefined): number {
  const last = info.frames.length - 1;
  if (frame === undefined) return last;
  if (frame <= last) return frame;
  throw new InvalidInputError(`${info.path} has ${info.frames.length} frames, counted from 0; there is no frame ${frame}.`, {
    code: 'unknown-frame',
    subject: String(frame),
  });
}

function phaseId(text: string | undefined, standard: number): number {
  if (text === undefined) return standard;
  const found = findPhase(text);
  if (found !== undefined) return found.id;
  throw new InvalidInputError(`There is no phase "${text}"; give a name like lithium or electrolyte, or an id.`, {
    code: 'unknown-phase',
    subject: text,
  });
}

/** The file asked for, or a free name in the folder of the user. */
async function placeFor(host: ServiceHost, asked: Voxelize): Promise<string> {
  const { files } = host.ports;
  if (asked.output !== undefined) return asked.output;
  const folder = files.join(host.options.dataFolder, 'structures');
  await files.makeFolder(folder);
  const stem = files.basename(asked.path).replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'structure';
  for (let k = 1; ; k++) {
    const path = files.join(folder, `${stem}${k === 1 ? '' : `-${k}`}.tif`);
    if (!(await files.exists(path))) return path;
  }
}

function labelChoice(asked: Voxelize): LabelChoice | undefined {
  if (asked.values === true) return undefined;
  return {
    threshold: asked.threshold ?? DEFAULT_THRESHOLD,
    solid: phaseId(asked.solid, PHASE.lithium),
    rest: phaseId(asked.rest, PHASE.electrolyte),
  };
}

async function writeResult(host: ServiceHost, output: string, { data, shape, calibration }: Voxelized, from: string): Promise<void> {
  if (data instanceof Uint8Array) await writeLabels(host, output, labelVolume(data, shape, calibration, from));
  else await writeStackTiff(host.formats, output, planesOfArray(data, shape), calibration);
}

export async function voxelize(host: ServiceHost, asked: Voxelize, options: RunOptions): Promise<VoxelizedDocument> {
  const started = host.ports.clock.monotonic();
  const output = await placeFor(host, asked);
  checkLabelOutput(output);
  await spareOriginals(host.ports.files, [asked.path], [output]);
  const source = await host.sources.openGeometry(asked.path, options.signal);
  try {
    const { info } = source;
    const { source: unitSource, ...unit } = unitOf(info, asked);
    const inFile = (length: { value: number; unit: keyof typeof METRES } | undefined): number | undefined =>
      length === undefined ? undefined : inMetres(length) / unit.metres;
    const labels = labelChoice(asked);
    const frame = frameIndex(info, asked.frame);
    options.onProgress?.({ done: 0, total: 3, what: 'steps' });
    const geometry = await source.frame(frame, options.signal);
    options.onProgress?.({ done: 1, total: 3, what: 'steps' });
    const request = {
      method: asked.method,
      step: inFile(asked.step),
      field: asked.field,
      select: asked.select,
      radius: inFile(asked.radius),
      maxVoxels: Math.floor(host.options.memoryBytes / BYTES_PER_VOXEL),
    };
    const made = await host.ports.workers.run(voxelizeTask, { geometry, info, unit, request, labels }, options.signal);
    options.onProgress?.({ done: 2, total: 3, what: 'steps' });
    await writeResult(host, output, made, asked.path);
    if (asked.unit !== undefined) await rememberUnit(host, asked.path, info.format, asked.unit);
    const spacing = shownSpacing(made.calibration);
    const document: Omit<VoxelizedDocument, 'ref' | 'seconds'> = {
      output,
      input: {
        path: asked.path,
        format: info.format,
        kind: info.kind,
        points: geometry.points.length / 3,
        frame,
        frames: info.frames.length,
      },
      unit: { metres: unit.metres, source: unitSource },
      method: made.method,
      chosen: { ...made.chosen },
      threshold: labels?.threshold ?? null,
      shape: [...made.shape],
      spacing: { value: [...(spacing?.value ?? [])], unit: spacing?.unit ?? null, source: made.calibration.source },
      phases: made.phases === null ? null : { ...made.phases },
      warnings: [...info.warnings, ...made.warnings],
    };
    await writeJson(host, besideName(output, '.voxelized.json'), { ...document, appVersion: host.options.appVersion });
    options.onProgress?.({ done: 3, total: 3, what: 'steps' });
    return { ...document, ref: host.grants.grant(output, 'read'), seconds: (host.ports.clock.monotonic() - started) / 1000 };
  } finally {
    await source.close();
  }
}
