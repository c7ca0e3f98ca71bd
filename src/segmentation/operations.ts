/**
 * Pre- and postprocessing of a model description. Operations are parsed into a small vocabulary first;
 * those that need statistics of the data are turned into plain arithmetic once per volume (or once per
 * slice when the description says so), so that tiles never disagree at their borders.
 */
import { ModelError } from '../base/index.js';
import type { RdfOperation } from './rdf.js';

/** over what the statistics of an operation run */
export type Scope = 'volume' | 'sample' | 'sample-channel';

export type Operation =
  | { readonly kind: 'affine'; readonly gain: readonly number[]; readonly offset: readonly number[] }
  | { readonly kind: 'clip'; readonly min: number; readonly max: number }
  | { readonly kind: 'clip-percentile'; readonly min: number | null; readonly max: number | null; readonly scope: Scope }
  | { readonly kind: 'binarize'; readonly threshold: readonly number[] }
  | { readonly kind: 'standardise'; readonly eps: number; readonly scope: Scope }
  | { readonly kind: 'range'; readonly min: number; readonly max: number; readonly eps: number; readonly scope: Scope }
  | { readonly kind: 'sigmoid' }
  | { readonly kind: 'softmax' };

interface Place {
  /** file name, for messages */
  readonly name: string;
  readonly stage: 'preprocessing' | 'postprocessing';
  /** ids of the tensor's axes, "batch" and "channel" included */
  readonly axes: readonly string[];
}

function refuse(place: Place, what: string, todo = 'export the model without it'): never {
  throw new ModelError(`${place.name}: ${place.stage} ${what} is not supported; ${todo}.`, {
    code: 'unsupported-operation',
    subject: place.stage,
  });
}

export function parseOperations(list: readonly RdfOperation[], place: Place): readonly Operation[] {
  return list.flatMap((operation) => {
    const parsed = parseOperation(operation, place);
    return parsed === null ? [] : [parsed];
  });
}

function parseOperation(operation: RdfOperation, place: Place): Operation | null {
  const { id } = operation;
  const args = new Kwargs(operation, place);
  const pre = place.stage === 'preprocessing';
  switch (id) {
    case 'ensure_dtype': {
      const dtype = args.text('dtype');
      args.done();
      if (dtype !== 'float32' && dtype !== 'float64') refuse(place, `ensure_dtype with dtype "${dtype}"`, 'float32 is what can be run');
      return null;
    }
    case 'scale_linear': {
      const parsed: Operation = { kind: 'affine', gain: args.numbers('gain', 1), offset: args.numbers('offset', 0) };
      args.channelAxis(parsed.gain, parsed.offset);
      args.done();
      return parsed;
    }
    case 'fixed_zero_mean_unit_variance': {
      const mean = args.numbers('mean');
      const std = args.numbers('std');
      args.channelAxis(mean, std);
      args.done();
      if (std.some((value) => !(value > 1e-6))) refuse(place, `${id} with std ${std.join(', ')}`, 'std must be above 1e-6');
      const gain = std.map((value) => 1 / value);
      return { kind: 'affine', gain, offset: perChannel(mean, gain, (m, g) => -m * g) };
    }
    case 'clip':
      return parseClip(args, place);
    case 'binarize': {
      const threshold = args.numbers('threshold');
      args.channelAxis(threshold, threshold);
      args.done();
      return { kind: 'binarize', threshold };
    }
    case 'sigmoid':
      args.done();
      return { kind: 'sigmoid' };
    case 'softmax': {
      const axis = args.text('axis', 'channel');
      args.done();
      if (axis !== 'channel') refuse(place, `softmax over the axis "${axis}"`, 'softmax over channel can be run');
      return { kind: 'softmax' };
    }
    case 'zero_mean_unit_variance': {
      if (!pre) refuse(place, `${id} (it needs statistics of the whole result)`);
      const parsed: Operation = { kind: 'standardise', eps: args.number('eps', 1e-6), scope: args.scope() };
      args.done();
      return parsed;
    }
    case 'scale_range': {
      if (!pre) refuse(place, `${id} (it needs statistics of the whole result)`);
      if (args.has('reference_tensor')) refuse(place, 'scale_range with a reference_tensor');
      const min = args.number('min_percentile', 0);
      const max = args.number('max_percentile', 100);
      const parsed: Operation = { kind: 'range', min, max, eps: args.number('eps', 1e-6), scope: args.scope() };
      args.done();
      if (!(min >= 0 && max <= 100 && min < max))
        refuse(place, `scale_range from percentile ${min} to ${max}`, 'use 0 <= min < max <= 100');
      return parsed;
    }
    default:
      return refuse(place, `"${id}"`);
  }
}

function parseClip(args: Kwargs, place: Place): Operation {
  const percentiles = args.has('min_percentile') || args.has('max_percentile');
  if (!percentiles) {
    const parsed: Operation = { kind: 'clip', min: args.number('min', -Infinity), max: args.number('max', Infinity) };
    args.drop('axes');
    args.done();
    return parsed;
  }
  if (place.stage === 'postprocessing') refuse(place, 'clip by percentiles (it needs statistics of the whole result)');
  if (args.has('min') || args.has('max')) refuse(place, 'clip by a value and a percentile at once');
  const min = args.has('min_percentile') ? args.number('min_percentile') : null;
  const max = args.has('max_percentile') ? args.number('max_percentile') : null;
  const scope = args.scope();
  args.done();
  return { kind: 'clip-percentile', min, max, scope };
}

/** Combines two lists of which each is one value for all channels or one per channel. */
function perChannel(a: readonly number[], b: readonly number[], combine: (a: number, b: number) => number): number[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, c) =>
    combine(a[a.length === 1 ? 0 : c] ?? Number.NaN, b[b.length === 1 ? 0 : c] ?? Number.NaN),
  );
}

/** The arguments of one operation; what nobody took is refused by name. */
class Kwargs {
  readonly #left: Map<string, unknown>;
  readonly #id: string;
  readonly #place: Place;

  constructor(operation: RdfOperation, place: Place) {
    this.#left = new Map(Object.entries(operation.kwargs).filter(([, value]) => value !== null));
    this.#id = operation.id;
    this.#place = place;
  }

  has(key: string): boolean {
    return this.#left.has(key);
  }

  drop(key: string): void {
    this.#left.delete(key);
  }

  numbers(key: string, fallback?: number): readonly number[] {
    const value = this.#left.get(key) ?? fallback;
    this.#left.delete(key);
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (list.length > 0 && list.every((item): item is number => typeof item === 'number')) return list;
    return refuse(this.#place, `${this.#id} with ${key} = ${JSON.stringify(value)}`, 'a number is needed');
  }

  number(key: string, fallback?: number): number {
    const list = this.numbers(key, fallback);
    if (list.length !== 1 || list[0] === undefined)
      return refuse(this.#place, `${this.#id} with a list for ${key}`, 'one number is needed');
    return list[0];
  }

  text(key: string, fallback?: string): string {
    const value = this.#left.get(key) ?? fallback;
    this.#left.delete(key);
    return typeof value === 'string'
      ? value
      : refuse(this.#place, `${this.#id} with ${key} = ${JSON.stringify(value)}`, 'a name is needed');
  }

  /** Lists must run along the channels. */
  channelAxis(...lists: readonly (readonly number[])[]): void {
    const axis = this.#left.get('axis');
    this.#left.delete('axis');
    if (lists.some((list) => list.length > 1) && axis !== 'channel')
      refuse(this.#place, `${this.#id} with one value per index of "${String(axis)}"`, 'lists may run along channel');
  }

  /** Statistics per volume when `axes` is absent or names the batch, otherwise per sample. */
  scope(): Scope {
    const axes = this.#left.get('axes');
    this.#left.delete('axes');
    if (axes === undefined || (Array.isArray(axes) && axes.includes('batch'))) return 'volume';
    const named = Array.isArray(axes) ? axes.map(String) : [JSON.stringify(axes)];
    const missing = this.#place.axes.filter((axis) => axis !== 'batch' && axis !== 'channel' && !named.includes(axis));
    if (missing.length > 0) refuse(this.#place, `${this.#id} with statistics that leave out the axis ${missing.join(', ')}`);
    return named.includes('channel') || !this.#place.axes.includes('channel') ? 'sample' : 'sample-channel';
  }

  done(): void {
    const rest = [...this.#left.keys()];
    if (rest.length > 0) refuse(this.#place, `${this.#id} with the argument "${rest.join('", "')}"`);
  }
}
