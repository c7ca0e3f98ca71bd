/**
 * The one place that fixes time point and channel: files may have both axes, and everything behind this sees a source
 * without them. A series stays one, since its images follow one another in time; one of them, chosen, is an image.
 */
import { InvalidInputError } from '../base/index.js';
import { bytesPerVoxel } from './dtype.js';
import type { AxisName, SourceInfo, VolumeSource } from './source.js';

export interface PlaneChoice {
  /** index of a time point; absent: the first */
  readonly time?: number | undefined;
  /** index or name of a channel; absent: the first */
  readonly channel?: number | string | undefined;
}

/** A choice checked against a source: indices, present only where something was chosen. */
export interface ChosenIndices {
  readonly time?: number;
  readonly channel?: number;
}

/** Said by `info`, and taken back where somebody chose. */
export function severalTimes(count: number): string {
  return `The file holds ${count} time points; measurements use the first unless another is chosen (--time N).`;
}

function sizeOf(info: SourceInfo, name: AxisName): number {
  return info.axes.find((axis) => axis.name === name)?.size ?? 1;
}

function nameOf({ path }: SourceInfo): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

function timeIndex(info: SourceInfo, time: number): number {
  const times = sizeOf(info, 't');
  if (Number.isInteger(time) && time >= 0 && time < times) return time;
  throw new InvalidInputError(
    `${nameOf(info)} has no time point ${time}; it has ${times === 1 ? 'one, with index 0' : `${times}, with indices 0 to ${times - 1}`}.`,
    { code: 'no-such-time', subject: info.path },
  );
}

function channelIndex(info: SourceInfo, channel: number | string): number {
  const count = sizeOf(info, 'c');
  const names = info.channels?.map(({ name }) => name) ?? [];
  const asked = String(channel);
  const named = typeof channel === 'string' ? names.findIndex((name) => name.toLowerCase() === asked.toLowerCase()) : -1;
  const index = named >= 0 ? named : /^\d+$/.test(asked) ? Number(asked) : -1;
  if (index >= 0 && index < count) return index;
  const known = names.length > 0 ? `, called ${names.slice(0, 8).join(', ')}` : '';
  throw new InvalidInputError(
    `${nameOf(info)} has no channel "${asked}"; it has ${count === 1 ? 'one, with index 0' : `${count}, with indices 0 to ${count - 1}${known}`}.`,
    { code: 'no-such-channel', subject: info.path },
  );
}

export function chosenIndices(info: SourceInfo, { time, channel }: PlaneChoice): ChosenIndices {
  return {
    ...(time === undefined ? {} : { time: timeIndex(info, time) }),
    ...(channel === undefined ? {} : { channel: channelIndex(info, channel) }),
  };
}

/** The frames of a series or of projections are looked at one after the other, so its time axis stays until one is chosen. */
function dropsTime(info: SourceInfo, chosen: ChosenIndices): boolean {
  return chosen.time !== undefined || info.axes.some((axis) => axis.name === 'z') || !(sizeOf(info, 't') > 1);
}

/** What is left out of sight, and how to choose it. */
function unseen(info: SourceInfo, chosen: ChosenIndices, withoutTime: boolean): string[] {
  const channels = sizeOf(info, 'c');
  const times = sizeOf(info, 't');
  return [
    ...(channels > 1 && chosen.channel === undefined
      ? [`The stack has ${channels} channels or colours; the first one is used: choose another when the stack is opened (--channel).`]
      : []),
    ...(withoutTime && times > 1 && chosen.time === undefined && !info.warnings.includes(severalTimes(times))
      ? [`The stack has ${times} time points; the first one is used: choose another when the stack is opened (--time).`]
      : []),
  ];
}

/** The same source at one time point and in one channel. Without either axis it is handed back as it is. */
export function chosenPlane<S extends VolumeSource>(source: S, choice: PlaneChoice): S {
  const { info } = source;
  const chosen = chosenIndices(info, choice);
  const withoutTime = dropsTime(info, chosen);
  const gone = (name: AxisName): boolean => name === 'c' || (name === 't' && withoutTime);
  if (!info.axes.some((axis) => gone(axis.name))) return source;

  const axes = info.axes.filter((axis) => !gone(axis.name));
  const { channels: _channels, ...rest } = info;
  const warnings = chosen.time === undefined ? info.warnings : info.warnings.filter((text) => text !== severalTimes(sizeOf(info, 't')));
  const one: SourceInfo = {
    ...rest,
    axes,
    kind: info.kind === 'series' && withoutTime ? 'image' : info.kind,
    bytes: axes.reduce((bytes, axis) => bytes * axis.size, bytesPerVoxel(info.dtype)),
    warnings: [...warnings, ...unseen(info, chosen, withoutTime)],
  };
  const fixed = (name: AxisName): number => (name === 't' ? (chosen.time ?? 0) : (chosen.channel ?? 0));
  const spread = (values: readonly number[], value: (name: AxisName) => number): number[] => {
    let at = 0;
    return info.axes.map(({ name }) => (gone(name) ? value(name) : (values[at++] ?? Number.NaN)));
  };
  return {
    ...source,
    info: one,
    read: ({ start, size }, signal) => source.read({ start: spread(start, fixed), size: spread(size, () => 1) }, signal),
  };
}

/** Tells what was read apart from the other planes of the same file; empty where nothing was chosen. */
export function choiceKey({ time, channel }: ChosenIndices): string {
  return `${(time ?? 0) === 0 ? '' : `-t${time}`}${(channel ?? 0) === 0 ? '' : `-c${channel}`}`;
}
