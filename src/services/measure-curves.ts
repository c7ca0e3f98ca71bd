/** Lists in a measured document that are functions of something: each with its axis, for charts. */
import { METRES } from '../base/index.js';
import type { LengthUnit } from '../base/index.js';
import type { MeasureDocument } from '../contract/index.js';
import { findMetric } from '../metrics/index.js';
import { FACES, faceGeometry, PHASES } from '../volume/index.js';
import type { Curve, CurveAxis as Axis, Unit } from '../volume/index.js';

type Result = MeasureDocument['results'][number];
type Params = Result['params'];

interface Frame {
  readonly shape: readonly number[];
  /** metres per voxel along z, y, x; null: unknown, lengths are in voxels */
  readonly spacing: readonly number[] | null;
}

/** The axis of `count` values, and what they are. */
interface CurveRule {
  readonly y: string;
  readonly isLog?: boolean;
  x(params: Params, frame: Frame, count: number): Axis;
}

const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'number') : []);

/** Distances given in voxels, as long as voxels of this edge. */
function lengths(label: string, voxels: readonly number[], edge: number | null): Axis {
  return { label, unit: edge === null ? 'voxel' : 'm', values: voxels.map((value) => value * (edge ?? 1)) };
}

const countUp = (count: number, first = 0): number[] => Array.from({ length: count }, (_, k) => k + first);
const powersOfTwo = (count: number): number[] => Array.from({ length: count }, (_, k) => 2 ** k);

/** Edge along the axis that the parameters name; without one the shortest. */
function edgeOf(params: Params, { spacing }: Frame): number | null {
  if (spacing === null) return null;
  const { axis: name } = params;
  const axis = typeof name === 'string' ? 'zyx'.indexOf(name) : -1;
  return spacing[axis] ?? Math.min(...spacing);
}

/** The axis of growth of the first collector face. */
function growthAxis(params: Params): number | null {
  const first: unknown = Array.isArray(params['collector_faces']) ? params['collector_faces'][0] : undefined;
  const face = FACES.find((one) => one === first);
  return face === undefined ? null : faceGeometry(face).axis;
}

/** Middles of layers. */
function layers(label: string, count: number, edge: number | null): Axis {
  return lengths(label, countUp(count, 0.5), edge);
}

function alongGrowth(params: Params, { spacing }: Frame, count: number): Axis {
  const axis = growthAxis(params);
  return layers('distance from the collector face', count, axis === null ? null : (spacing?.[axis] ?? null));
}

/** Of columns, seen along growth: the shorter of the two edges across it. */
function lateralEdge(params: Params, { spacing, shape }: Frame): number | null {
  const axis = growthAxis(params);
  if (spacing === null || axis === null) return null;
  const across = spacing.filter((_, k) => k !== axis && (shape[k] ?? 1) > 1);
  return across.length === 0 ? null : Math.min(...across);
}

const overLags =
  (label: string, name: string): CurveRule['x'] =>
  (params, frame) =>
    lengths(label, numbers(params[name]), edgeOf(params, frame));

const RULES: Readonly<Record<string, CurveRule>> = {
  'profile.fraction_along_axis': {
    y: 'share of the layer',
    x: (params, frame, count) => layers(`position along ${String(params['axis'])}`, count, edgeOf(params, frame)),
  },
  'profile.fraction_along_growth': { y: 'share of the layer', x: alongGrowth },
  'profile.li_fraction_along_growth': { y: 'share of lithium', x: alongGrowth },
  'isolation.f_dead_gap_curve': {
    y: 'dead share',
    x: (_params, _frame, count) => ({ label: 'gap closed', unit: 'voxel', values: countUp(count) }),
  },
  'height.difference_correlation': {
    y: 'root mean square difference',
    x: (params, frame, count) => {
      const given = numbers(params['lags_voxels']);
      return lengths('distance along the collector', given.length > 0 ? given : powersOfTwo(count), lateralEdge(params, frame));
    },
  },
  'granulometry.surviving_share': { y: 'share surviving', x: overLags('diameter of the ball', 'diameters') },
  'granulometry.pattern_spectrum': {
    y: 'share lost',
    x: (params, frame) => lengths('diameter of the ball, from', [0, ...numbers(params['diameters'])], edgeOf(params, frame)),
  },
  'distance.share_deeper': { y: 'share deeper', x: overLags('distance to the boundary', 'depths') },
  'statistics.two_point': { y: 'probability', x: overLags('distance', 'lags_voxels') },
  'statistics.two_point_radial': { y: 'probability', x: overLags('distance', 'lags_voxels') },
  'statistics.two_point_cluster': { y: 'probability', x: overLags('distance', 'lags_voxels') },
  'statistics.lineal_path': { y: 'probability', x: overLags('length of the segment', 'lags_voxels') },
  'statistics.lineal_path_radial': { y: 'probability', x: overLags('length of the segment', 'lags_voxels') },
  'fractal.box_counts': {
    y: 'occupied boxes',
    isLog: true,
    x: (params, _frame, count) => {
      const given = numbers(params['boxes']);
      return { label: 'edge of a box', unit: 'voxel', values: given.length > 0 ? given : powersOfTwo(count) };
    },
  },
};

/** Records whose keys are the axis: windows of several sizes, in shortest voxel edges. */
const KEYED: Readonly<Record<string, CurveRule>> = {
  'statistics.local_fraction_std': {
    y: 'standard deviation',
    isLog: true,
    x: () => ({ label: 'edge of the parts, in shortest voxel edges', unit: '1', values: [] }),
  },
};

/** Every list of the document that has an axis. */
export function curvesOfDocument({ input, results }: MeasureDocument): Curve[] {
  const unit = input.spacing?.unit as LengthUnit | undefined;
  const spacing = unit === undefined ? null : (input.spacing?.value.map((edge) => edge * METRES[unit]) ?? null);
  const curves = results.flatMap((result) => curveOf(result, { shape: input.shape, spacing }));
  const seen = new Map<string, number>();
  return curves.map((curve) => {
    const before = seen.get(curve.id) ?? 0;
    seen.set(curve.id, before + 1);
    return before === 0 ? curve : { ...curve, id: `${curve.id} ${before + 1}` };
  });
}

function curveOf({ metric, params, value, unit = '1' }: Result, frame: Frame): Curve[] {
  const rule = RULES[metric] ?? KEYED[metric];
  if (rule === undefined || value === null || typeof value !== 'object') return [];
  const keys = Array.isArray(value) ? [] : Object.keys(value).map(Number);
  const ys = Object.values(value);
  const given = rule.x(params, frame, ys.length);
  const x = keys.length > 0 ? { ...given, values: keys } : given;
  if (ys.length < 2 || x.values.length !== ys.length || !ys.every((item) => typeof item === 'number')) return [];
  const log = rule.isLog === true && [...x.values, ...ys].every((item) => item > 0) ? { scale: 'log' as const } : {};
  return [{ id: metric, title: titleOf(metric, params), x: { ...x, ...log }, y: { ...inMetres(rule.y, unit, ys), ...log } }];
}

/** Charts choose the unit of lengths themselves. */
function inMetres(label: string, unit: Unit, values: readonly number[]): Axis {
  if (!Object.hasOwn(METRES, unit)) return { label, unit, values };
  return { label, unit: 'm', values: values.map((value) => value * METRES[unit as LengthUnit]) };
}

/** "Lineal path, SEI, along y" */
function titleOf(metric: string, params: Params): string {
  const title = findMetric(metric)?.title ?? metric;
  const phase = PHASES.find(({ id }) => id === params['phase'])?.name;
  const named = phase === undefined || title.toLowerCase().includes('lithium') ? [] : [phase];
  const axis = typeof params['axis'] === 'string' && !metric.startsWith('profile.') ? [`along ${params['axis']}`] : [];
  return [title, ...named, ...axis].join(', ');
}
