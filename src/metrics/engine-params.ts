/** Checks the parameters of a request against the record of its metric and fills in the defaults. */
import { InvalidInputError, parseLength } from '../base/index.js';
import { FACES, findPhase } from '../volume/index.js';
import type { Face, Shape3 } from '../volume/index.js';
import type { Metric, ParamSpec, Params, ParamValue } from './metric.js';

/** Parameters of the metric with defaults; throws with code unknown-parameter or bad-parameter. */
export function checkParams(metric: Metric, given: Readonly<Record<string, unknown>>, shape: Shape3, collector: readonly Face[]): Params {
  for (const name of Object.keys(given))
    if (!metric.params.some((spec) => spec.name === name))
      throw new InvalidInputError(
        `${metric.id} has no parameter "${name}"; it takes ${metric.params.map((spec) => spec.name).join(', ') || 'none'}.`,
        { code: 'unknown-parameter', subject: name },
      );
  const params: Record<string, ParamValue> = {};
  for (const spec of metric.params) {
    const value = Object.hasOwn(given, spec.name) ? given[spec.name] : undefined;
    // null means absent: JSON has no undefined
    if (value !== undefined && value !== null) params[spec.name] = checkValue(metric, spec, value, shape);
    else if (spec.name === 'collector_faces' && collector.length > 0) params[spec.name] = [...collector];
    else if (spec.default !== undefined) params[spec.name] = spec.default;
  }
  return params;
}

function checkValue(metric: Metric, spec: ParamSpec, value: unknown, shape: Shape3): ParamValue {
  const checked = CHECKS[spec.type](value, spec, shape);
  if (checked !== undefined) return checked;
  throw new InvalidInputError(`${metric.id}: ${spec.name} is ${JSON.stringify(value)}, expected ${expectation(spec)}.`, {
    code: 'bad-parameter',
    subject: spec.name,
  });
}

type Check = (value: unknown, spec: ParamSpec, shape: Shape3) => ParamValue | undefined;

const CHECKS: Readonly<Record<ParamSpec['type'], Check>> = {
  phase: (value) => labelId(value),
  phases: (value, spec) => (Array.isArray(value) && value.length === phasesOf(spec) ? labelIds(value) : undefined),
  labels: (value) => labelIds(value),
  integer: (value) => (Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  enum: (value, spec) => spec.values?.find((allowed) => allowed === value),
  faces,
  voxel,
  numbers: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((item) => Number.isFinite(item)) ? (value as number[]) : undefined,
  length,
};

/** How many phases are named: as many as by default. */
const phasesOf = (spec: ParamSpec): number => (Array.isArray(spec.default) ? spec.default.length : 2);

/** An id from 0 to 255, or the name of a phase. */
function labelId(value: unknown): number | undefined {
  if (typeof value === 'string') return findPhase(value)?.id;
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255 ? (value as number) : undefined;
}

function labelIds(value: unknown): number[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const ids = value.map(labelId).filter((id) => id !== undefined);
  return ids.length === value.length ? ids : undefined;
}

function faces(value: unknown): readonly string[] | undefined {
  if (value === 'none') return [];
  const list: unknown = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(list) || new Set(list).size !== list.length) return undefined;
  return list.every((face) => FACES.some((known) => known === face)) ? (list as string[]) : undefined;
}

function voxel(value: unknown, _spec: ParamSpec, shape: Shape3): readonly number[] | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const inside = value.every((index, axis) => Number.isInteger(index) && index >= 0 && index < (shape[axis] ?? 0));
  return inside ? (value as number[]) : undefined;
}

function length(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    parseLength(value);
    return value;
  } catch {
    return undefined; // the message of the parameter says what is expected
  }
}

function expectation(spec: ParamSpec): string {
  switch (spec.type) {
    case 'phase':
      return 'a label id from 0 to 255 or the name of a phase';
    case 'phases':
      return `${phasesOf(spec)} label ids`;
    case 'labels':
      return 'a list of label ids';
    case 'integer':
      return 'an integer from 0';
    case 'boolean':
      return 'true or false';
    case 'enum':
      return `one of ${(spec.values ?? []).map((value) => JSON.stringify(value)).join(', ')}`;
    case 'faces':
      return `a list of different faces out of ${FACES.join(' ')}`;
    case 'voxel':
      return 'the indices [z, y, x] of a voxel inside the volume';
    case 'numbers':
      return 'a list of numbers';
    case 'length':
      return 'a length with a unit, like "22um"';
  }
}
