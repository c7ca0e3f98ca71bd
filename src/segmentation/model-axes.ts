/** The axes of a model's image input and result, checked against what the tiling can do. */
import { ModelError } from '../base/index.js';
import type { RdfAxis, RdfTensor } from './rdf.js';

export type AxisId = 'batch' | 'channel' | 'z' | 'y' | 'x';
export type SpaceId = 'z' | 'y' | 'x';

/** valid lengths: exactly `min` when step is 0, else min + n * step */
export interface AxisSize {
  readonly min: number;
  readonly step: number;
}

export interface InputAxes {
  /** in the order of the tensor */
  readonly order: readonly AxisId[];
  readonly sizes: Readonly<Partial<Record<SpaceId, AxisSize>>>;
  readonly channels: readonly string[];
  /** a fixed batch length, or null */
  readonly batch: number | null;
}

export interface OutputAxes {
  readonly order: readonly AxisId[];
  /** how far a voxel sees: what neighbouring tiles overlap by */
  readonly halo: Readonly<Record<SpaceId, number>>;
  /** reflected picture beyond the faces of the image; at most the halo, and equal to it unless the package says */
  readonly border: Readonly<Record<SpaceId, number>>;
  readonly channels: readonly string[];
}

function refuse(file: string, tensor: string, what: string, todo: string): never {
  throw new ModelError(`${file}: ${tensor} ${what}; ${todo}.`, { code: 'unsupported-axes', subject: tensor });
}

function axisId(axis: RdfAxis, file: string, tensor: string): AxisId {
  if (axis.type === 'batch') return 'batch';
  if (axis.type === 'channel') return 'channel';
  if (axis.type === 'space' && (axis.id === 'z' || axis.id === 'y' || axis.id === 'x')) return axis.id;
  const title = axis.type === 'space' ? `a space axis "${axis.id ?? ''}"` : `an axis of type "${axis.type}"`;
  return refuse(file, tensor, `has ${title}`, 'batch, channel and the space axes z, y, x can be run');
}

function order(tensor: RdfTensor, file: string, title: string): readonly AxisId[] {
  const ids = tensor.axes.map((axis) => axisId(axis, file, title));
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) refuse(file, title, `has the axis ${twice} twice`, 'every axis may occur once');
  for (const id of ['y', 'x'] as const)
    if (!ids.includes(id)) refuse(file, title, `has no space axis ${id}`, 'an image model needs y and x');
  return ids;
}

export function inputAxes(tensor: RdfTensor, file: string): InputAxes {
  const title = `input "${tensor.id ?? 'input'}"`;
  const ids = order(tensor, file, title);
  const sizes: Partial<Record<SpaceId, AxisSize>> = {};
  let channels: readonly string[] = ['grey'];
  let batch: number | null = null;
  tensor.axes.forEach((axis, i) => {
    const id = ids[i];
    if (id === 'channel') channels = channelNames(axis, file, title);
    else if (id === 'batch') batch = typeof axis.size === 'number' ? axis.size : null;
    else if (id !== undefined) sizes[id] = inputSize(axis, id, file, title);
  });
  return { order: ids, sizes, channels, batch };
}

function channelNames(axis: RdfAxis, file: string, title: string): readonly string[] {
  const names = axis.channel_names ?? [];
  return names.length > 0 ? names : refuse(file, title, 'has a channel axis without channel_names', 'name every channel');
}

function inputSize(axis: RdfAxis, id: SpaceId, file: string, title: string): AxisSize {
  const size = axis.size;
  if (typeof size === 'number' && Number.isInteger(size) && size > 0) return { min: size, step: 0 };
  if (size !== null && typeof size === 'object') {
    const { min, step } = size as { min?: unknown; step?: unknown };
    if (typeof min === 'number' && typeof step === 'number' && min > 0 && step >= 1 && Number.isInteger(min) && Number.isInteger(step))
      return { min, step };
    if ('max' in size || ('min' in size && !('step' in size)))
      return refuse(file, title, `has a data-dependent size on ${id}`, 'fixed sizes and {min, step} can be run');
    if ('tensor_id' in size) return refuse(file, title, `takes its size on ${id} from another tensor`, 'one image input can be run');
  }
  return refuse(file, title, `has the size ${JSON.stringify(size) ?? 'nothing'} on ${id}`, 'give a whole number or {min, step}');
}

export function outputAxes(tensor: RdfTensor, input: RdfTensor, inputs: InputAxes, border: number | undefined, file: string): OutputAxes {
  const title = `output "${tensor.id ?? 'output'}"`;
  const ids = order(tensor, file, title);
  if (ids.includes('z') !== inputs.order.includes('z'))
    refuse(file, title, 'and the input do not both have the axis z', 'result and image must have the same space axes');
  const halo = { z: 0, y: 0, x: 0 };
  let channels: readonly string[] = ['foreground'];
  tensor.axes.forEach((axis, i) => {
    const id = ids[i];
    if (id === 'channel') channels = channelNames(axis, file, title);
    else if (id === 'z' || id === 'y' || id === 'x') {
      checkOutputSize(axis, id, input, inputs, file, title);
      halo[id] = axis.halo ?? 0;
    }
  });
  const around = (id: SpaceId): number => Math.min(border ?? halo[id], halo[id]);
  return { order: ids, halo, border: { z: around('z'), y: around('y'), x: around('x') }, channels };
}

function checkOutputSize(axis: RdfAxis, id: SpaceId, input: RdfTensor, inputs: InputAxes, file: string, title: string): void {
  const size = axis.size;
  const mate = input.axes.find((candidate) => candidate.type === 'space' && candidate.id === id);
  if ((axis.scale ?? 1) !== (mate?.scale ?? 1))
    refuse(file, title, `has another scale on ${id} than the input`, 'results of the size of the image can be run');
  if (typeof size === 'number') {
    const fixed = inputs.sizes[id];
    if (fixed?.step === 0 && fixed.min === size) return;
    refuse(file, title, `has the fixed size ${size} on ${id}, the input another`, 'results of the size of the image can be run');
  }
  if (size === null || typeof size !== 'object') refuse(file, title, `has no size on ${id}`, 'refer to the axis of the input');
  const { tensor_id: tensor, axis_id: axisName, offset } = size as { tensor_id?: unknown; axis_id?: unknown; offset?: unknown };
  if (tensor === undefined) refuse(file, title, `has a data-dependent size on ${id}`, 'refer to the axis of the input');
  if (tensor !== (input.id ?? 'input') || axisName !== id)
    refuse(
      file,
      title,
      `takes its size on ${id} from ${JSON.stringify(tensor)}, axis ${JSON.stringify(axisName)}`,
      `refer to the axis ${id} of the image input`,
    );
  if ((offset ?? 0) !== 0)
    refuse(
      file,
      title,
      `is ${String(offset)} larger than the input on ${id}`,
      'results of the size of the image can be run; use halo instead',
    );
}

/** Slice offsets of the input channels: from the hint, from names like zm2, z0, zp1, or one grey channel. */
export function sliceOffsets(
  channels: readonly string[],
  hint: readonly number[] | undefined,
  axes: InputAxes,
  file: string,
): readonly number[] {
  if (channels.length === 1) return [0];
  const parsed = hint ?? channels.map(offsetOf);
  const volumetric = axes.order.includes('z');
  if (parsed.length !== channels.length || parsed.some((offset) => !Number.isInteger(offset)) || volumetric)
    throw new ModelError(
      `${file}: the input has ${channels.length} channels (${channels.join(', ')}), and a grey-value stack has one; ` +
        'channels can be run when they are neighbouring slices, named zm2, zm1, z0, zp1, zp2.',
      { code: 'unsupported-channels', subject: 'channel_names' },
    );
  return parsed;
}

function offsetOf(name: string): number {
  const match = /^z(?:0|([mp])(\d{1,2}))$/.exec(name);
  if (match === null) return Number.NaN;
  return match[1] === undefined ? 0 : Number(match[2]) * (match[1] === 'm' ? -1 : 1);
}
