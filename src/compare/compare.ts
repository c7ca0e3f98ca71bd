/**
 * Compares an imaged structure with another one or with generated ones, window by window, against the image's own
 * noise floor. "None of these fits" is a possible and prominent answer.
 */
import { checkAborted, METRES, type RunOptions } from '../base/index.js';
import { measure } from '../metrics/index.js';
import type { Workers } from '../ports/index.js';
import type { Curve, LabelVolume, Quantity, Shape3 } from '../volume/index.js';
import { describeWindow, DESCRIPTORS, summarise, type Described, type Descriptor } from './descriptors.js';
import { energyTest, holm } from './energy-test.js';
import { cropLabels, depositFrame } from './frame.js';
import { matchSpacing } from './match.js';
import type { ComparedRow, Comparison, GeneratorResult, Matched, Structure, Verdict } from './types.js';
import { cutWindows, LEAST_WINDOWS, tilePlane } from './windows.js';

/** family-wise level at which a descriptor is called different */
const LEVEL = 0.05;

export interface CompareOptions extends RunOptions {
  readonly workers: Workers;
  /** descriptors to use; all when absent */
  readonly metrics?: readonly string[] | undefined;
}

export interface GeneratedSet {
  readonly id: string;
  readonly title: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly seeds: readonly number[];
  readonly structures: readonly Structure[];
}

type Described4 = readonly ReadonlyMap<string, Described>[];

/** A and B in one frame, on one voxel size, in one box. */
function bringTogether(a: Structure, b: Structure): { a: LabelVolume; b: LabelVolume; warnings: string[] } {
  const matched = matchSpacing(depositFrame(a), depositFrame(b));
  const box = matched.a.shape.map((n, i) => Math.min(n, matched.b.shape[i] ?? n)) as unknown as Shape3;
  return { a: cropLabels(matched.a, [0, 0, 0], box), b: cropLabels(matched.b, [0, 0, 0], box), warnings: matched.warnings };
}

async function describeAll(labels: LabelVolume, grows: boolean, options: CompareOptions): Promise<Described4> {
  const tiling = tilePlane(labels.shape[1], labels.shape[2]);
  const windows = tiling ? cutWindows(labels, tiling) : [labels];
  const described: ReadonlyMap<string, Described>[] = [];
  for (const window of windows) {
    checkAborted(options.signal);
    described.push(await describeWindow(window, grows, options));
  }
  return described;
}

function pick(all: Described4, id: string): Described[] {
  return all.flatMap((window) => window.get(id) ?? []);
}

interface Tested extends ComparedRow {
  readonly p: number | null;
}

function testRow(descriptor: Descriptor, a: Described[], b: Described[]): Tested {
  const { id, title } = descriptor;
  const base = {
    metric: id,
    title,
    a: summarise(descriptor, a, 'not defined in any window'),
    b: summarise(descriptor, b, 'not defined in any window'),
  };
  const untold = (reason: string, distance: number | null = null): Tested => ({
    ...base,
    distance,
    noiseFloor: null,
    ratio: null,
    verdict: 'cannot-tell',
    reason,
    p: null,
  });
  if (a.length === 0 || b.length === 0) return untold('not defined in one of the structures');
  if (a.length < LEAST_WINDOWS) {
    const { between } = energyTest(a, b, descriptor.distance);
    return untold(`the image gives ${a.length} windows, and a noise floor needs ${LEAST_WINDOWS}`, between);
  }
  const { between, withinA, p } = energyTest(a, b, descriptor.distance);
  const noiseFloor = { value: withinA, windows: a.length };
  const ratio = withinA > 0 ? between / withinA : between === 0 ? 1 : null;
  return {
    ...base,
    distance: between,
    noiseFloor,
    ratio,
    verdict: 'cannot-tell',
    p,
    ...(ratio === null ? { reason: 'all windows of the image are equal' } : {}),
  };
}

/** Verdicts for a family of rows: different only when it survives Holm's correction over all of them. */
function judge(rows: readonly Tested[]): ComparedRow[] {
  const tested = rows.filter((row) => row.p !== null);
  const different = holm(
    tested.map((row) => row.p ?? 1),
    LEVEL,
  );
  return rows.map(({ p, ...row }) => {
    const at = tested.findIndex((candidate) => candidate.metric === row.metric);
    if (p === null) return row;
    if (different[at] === true) return { ...row, verdict: 'different' };
    return { ...row, verdict: p > LEVEL ? 'indistinguishable' : 'cannot-tell' };
  });
}

export function overallVerdict(rows: readonly ComparedRow[]): Verdict {
  if (rows.some((row) => row.verdict === 'different')) return 'different';
  return rows.some((row) => row.verdict === 'indistinguishable') ? 'indistinguishable' : 'cannot-tell';
}

function chosen(metrics: readonly string[] | undefined): readonly Descriptor[] {
  return metrics === undefined ? DESCRIPTORS : DESCRIPTORS.filter((descriptor) => metrics.includes(descriptor.id));
}

function compareDescribed(a: Described4, b: Described4, options: CompareOptions): ComparedRow[] {
  return judge(chosen(options.metrics).map((descriptor) => testRow(descriptor, pick(a, descriptor.id), pick(b, descriptor.id))));
}

/** The first window's curve of each structure, for figures: `curves[descriptor] = [A, B...]`. */
function curvesOf(sets: readonly { name: string; described: Described4 }[], options: CompareOptions): Record<string, Curve[]> {
  const curves: Record<string, Curve[]> = {};
  for (const descriptor of chosen(options.metrics)) {
    if (!descriptor.curve) continue;
    const drawn = sets.flatMap(({ name, described }) => {
      const [first] = pick(described, descriptor.id);
      return first && descriptor.curve ? [{ ...descriptor.curve(first), title: name }] : [];
    });
    if (drawn.length > 0) curves[descriptor.id] = drawn;
  }
  return curves;
}

async function matchedBox(labels: LabelVolume, grows: boolean, options: CompareOptions): Promise<Matched> {
  const { spacing, unit, source } = labels.calibration;
  let capacity: Quantity | null = null;
  if (grows) {
    const { results } = await measure(
      [{ metric: 'deposit.equivalent_dense_thickness' }],
      { labels, collectorFaces: ['z-'] },
      { workers: options.workers, signal: options.signal },
    );
    const [result] = results;
    if (result)
      capacity = {
        value: result.value,
        unit: result.unit,
        estimator: result.estimator,
        ...(result.reason === undefined ? {} : { reason: result.reason }),
      };
  }
  const metres = METRES[unit ?? 'um'];
  return {
    spacing: spacing === null ? null : { value: spacing.map((s) => Number((s / metres).toPrecision(12))), unit: unit ?? 'um', source },
    window: labels.shape,
    capacity,
  };
}

const grows = (structure: Structure): boolean => structure.collectorFaces.length > 0;

/** Two structures. */
export async function compareTwo(a: Structure, b: Structure, options: CompareOptions): Promise<Comparison> {
  const together = bringTogether(a, b);
  const both = grows(a) && grows(b);
  const describedA = await describeAll(together.a, both, options);
  options.onProgress?.({ done: 1, total: 2, what: 'structures' });
  const describedB = await describeAll(together.b, both, options);
  options.onProgress?.({ done: 2, total: 2, what: 'structures' });
  const named = [
    { name: a.name, described: describedA },
    { name: b.name, described: describedB },
  ];
  const warnings = both
    ? together.warnings
    : [...together.warnings, 'Without a collector face in both structures heights and isolation are not compared.'];
  return {
    schema: 'lithoscope-compare/1',
    a: a.name,
    b: b.name,
    matched: await matchedBox(together.a, both, options),
    rows: compareDescribed(describedA, describedB, options),
    curves: curvesOf(named, options),
    warnings,
  };
}

/** One structure against generators, several seeds each. The windows of all seeds of a generator are one sample. */
export async function compareWithGenerated(a: Structure, sets: readonly GeneratedSet[], options: CompareOptions): Promise<Comparison> {
  const total = sets.reduce((sum, set) => sum + set.structures.length, 1);
  let done = 0;
  const step = (): void => options.onProgress?.({ done: ++done, total, what: 'structures' });
  const own = depositFrame(a);
  const describedA = await describeAll(own, grows(a), options);
  step();
  const generators: GeneratorResult[] = [];
  const named = [{ name: a.name, described: describedA }];
  const warnings = new Set<string>();
  for (const set of sets) {
    const described: ReadonlyMap<string, Described>[] = [];
    for (const structure of set.structures) {
      const together = bringTogether(a, structure);
      for (const warning of together.warnings) warnings.add(warning);
      described.push(...(await describeAll(together.b, grows(a) && grows(structure), options)));
      step();
    }
    named.push({ name: set.title, described });
    const rows = compareDescribed(describedA, described, options);
    generators.push({ id: set.id, title: set.title, params: set.params, seeds: set.seeds, rows, verdict: overallVerdict(rows) });
  }
  const verdicts = generators.map((generator) => generator.verdict);
  return {
    schema: 'lithoscope-compare/1',
    a: a.name,
    matched: await matchedBox(own, grows(a), options),
    rows: [],
    curves: curvesOf(named, options),
    generators,
    noneFits: verdicts.includes('indistinguishable') ? false : verdicts.every((verdict) => verdict === 'different') ? true : null,
    warnings: [...warnings],
  };
}
