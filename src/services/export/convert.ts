/** A stack in another format, plane by plane: values as they are stored, voxel size and unit kept. */
import { InvalidInputError } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import type { ConvertedDocument, VoxelSizeInput } from '../../contract/index.js';
import { applyLabelMap, chooseWriter, parseLabelMap, planesOfSource } from '../../formats/index.js';
import type { ChosenWriter, Planes } from '../../formats/index.js';
import { NO_CALIBRATION } from '../../volume/index.js';
import type { Calibration, DType, SourceInfo } from '../../volume/index.js';
import type { ServiceHost } from '../service-host.js';
import { openStack } from '../volumes/open-stack.js';
import type { OpenedStack, StackChoice } from '../volumes/open-stack.js';
import { refuseNonVolume } from '../volumes/refuse-kind.js';
import { calibrationOf, shownSpacing } from '../volumes/shown-spacing.js';
import { spareOriginals } from '../volumes/spare-originals.js';

export interface Convert extends StackChoice {
  readonly paths: readonly string[];
  readonly output: string;
  readonly voxel?: VoxelSizeInput | undefined;
  readonly map?: string | undefined;
  readonly labels?: boolean | undefined;
}

/** Refuses before any work what would end in an original, or in a folder where a file is meant. */
export async function checkOutput(host: ServiceHost, inputs: readonly string[], output: string): Promise<void> {
  const { files } = host.ports;
  await spareOriginals(files, inputs, [output]);
  // an OME-Zarr is a folder, and its writer looks at what it would replace
  if (/\.zarr$/i.test(output) || !(await files.exists(output)) || (await files.stat(output)).kind === 'file') return;
  throw new InvalidInputError(`${output} is a folder, so no file can be written there; choose another name.`, {
    code: 'bad-output',
    subject: output,
  });
}

/** What a person gives, or wrote beside the file, goes before what a program left in it. */
function calibrationInForce({ source, sidecar }: OpenedStack, voxel: VoxelSizeInput | undefined): Calibration {
  if (voxel !== undefined) return calibrationOf(voxel);
  if (sidecar?.voxel !== undefined) return calibrationOf({ ...sidecar.voxel, source: 'sidecar file' });
  const own = source.info.calibration;
  return own.spacing === null ? NO_CALIBRATION : own;
}

/** What does not arrive in the new file. */
function losses(info: SourceInfo, calibration: Calibration, mapped: boolean): string[] {
  const { valueScale, unitlessSpacing, storedDtype, dtype, direction } = info;
  const turned = direction.some((cosine, i) => Math.abs(cosine - (i % 4 === 0 ? 1 : 0)) > 1e-6);
  return [
    ...(calibration.spacing !== null
      ? []
      : unitlessSpacing === undefined
        ? ['The voxel size is unknown and stays so in the new file; give it with --voxel.']
        : [`The voxel size ${unitlessSpacing.join(' x ')} has no unit, so it is not kept; give it with its unit (--voxel).`]),
    ...(valueScale === undefined || mapped || (valueScale.slope === 1 && valueScale.intercept === 0)
      ? []
      : [`The stored values are written; their scale (x ${valueScale.slope} + ${valueScale.intercept}) is not kept.`]),
    ...(storedDtype === dtype || mapped ? [] : [`The ${storedDtype} values are written as ${dtype}.`]),
    ...(turned ? ['The directions of the axes are not kept.'] : []),
  ];
}

export function widened(before: DType, after: DType): string[] {
  return before === after ? [] : [`The format has no ${before}: the values are written as ${after}.`];
}

function mappedPlanes(planes: Planes, text: string | undefined): Planes {
  if (text === undefined) return planes;
  const map = parseLabelMap(text);
  return { shape: planes.shape, dtype: 'uint8', read: async (z0, z1, signal) => applyLabelMap(await planes.read(z0, z1, signal), map) };
}

export interface Written {
  readonly planes: Planes;
  readonly calibration: Calibration;
  readonly labels: boolean;
}

/** Writes planes to a place that was checked before. */
export async function writePlanes(
  host: ServiceHost,
  output: string,
  { writer }: ChosenWriter,
  { planes, calibration, labels }: Written,
  options: RunOptions,
): Promise<void> {
  const { files } = host.ports;
  await files.makeFolder(files.dirname(files.resolve(output)));
  await writer.write(host.formats, output, planes, calibration, { ...options, labels });
}

/** As `info` names what was written. */
export async function writtenFormat(host: ServiceHost, output: string, { format }: ChosenWriter): Promise<string> {
  const [entry] = await host.sources.glance(output);
  return entry === undefined || 'error' in entry ? format.id : entry.format;
}

export async function convertStack(host: ServiceHost, asked: Convert, options: RunOptions): Promise<ConvertedDocument> {
  const started = host.ports.clock.monotonic();
  const { output, map } = asked;
  const chosen = chooseWriter(output);
  await checkOutput(host, asked.paths, output);
  const stack = await openStack(host, asked.paths, asked, options.signal);
  const { source } = stack;
  try {
    refuseNonVolume(source, 'converting');
    const calibration = calibrationInForce(stack, asked.voxel);
    const planes = mappedPlanes(planesOfSource(source), map);
    await writePlanes(host, output, chosen, { planes, calibration, labels: asked.labels === true || map !== undefined }, options);
    const { info } = source;
    const dtype = chosen.writer.storedAs?.[planes.dtype] ?? planes.dtype;
    return {
      output,
      format: await writtenFormat(host, output, chosen),
      input: { path: asked.paths[0] ?? '', ...(asked.dataset === undefined ? {} : { dataset: asked.dataset }) },
      shape: [...planes.shape],
      dtype,
      spacing: shownSpacing(calibration),
      warnings: [...info.warnings, ...losses(info, calibration, map !== undefined), ...widened(planes.dtype, dtype)],
      seconds: (host.ports.clock.monotonic() - started) / 1000,
    };
  } finally {
    await source.close();
  }
}
