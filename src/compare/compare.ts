/**
 * Compares an imaged structure with another one or with generated ones, window by window, against the image's own
 * noise floor. "None of these fits" is a possible and prominent answer.
 */
import { checkAborted, InvalidInputError, METRES, type RunOptions } from '../base/index.js';
import { measure } from '../metrics/index.js';
import type { Workers } from '../ports/index.js';
import { PHASE } from '../volume/index.js';
import type { Curve, LabelVolume, Quantity } from '../volume/index.js';
import { describeWindow, DESCRIPTORS, summarise, type Described, type Descriptor } from './descriptors.js';
import { energyTest, holm } from './energy-test.js';
import { depositFrame } from './frame.js';
import { matchBox, matchSpacing } from './match.js';
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

/** every descriptor of every window */
type Windows = readonly ReadonlyMap<string, Described>[];

interface Together {
  readonly a: LabelVolume;
  readonly others: readonly LabelVolume[];
  readonly warnings: readonly string[];
}

/** A and others in one frame, on one voxel size, in one box. */
function bringTogether(a: Structure, others: readonly Structure[]): Together {
  const matched = matchSpacing([a, ...others].map(depositFrame));
  const [first, ...rest] = matchBox(matched.volumes);
  return { a: first ?? a.labels, others: rest, warnings: matched.warnings };
}

async function describeAll(labels: LabelVolume, grows: boolean, options: CompareOptions): Promise<Windows> {
  const tiling = tilePlane(labels.shape[1], labels.shape[2]);
  const windows = tiling ? cutWindows(labels, tiling) : [labels];
  const described: ReadonlyMap<string, Described>[] = [];
  for (const window of windows) {
    checkAborted(options.signal);
    described.push(await describeWindow(window, grows, options));
  }
  return described;
}

function pick(all: Windows, id: string): Described[] {
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
  const { between, withinA, p } = energyTest(a, b, descriptor.distance);
  if (a.length < LEAST_WINDOWS) return untold(`the image gives ${a.length} window(s), and a noise floor needs ${LEAST_WINDOWS}`, between);
  if (b.length < LEAST_WINDOWS)
    return untold(
      `the other structure gives ${b.length} window(s) where this is defined, and a comparison needs ${LEAST_WINDOWS}`,
      between,
    );
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

/**
 * Verdicts for a family of rows: different when B lies beyond the noise floor of A, and that survives Holm's correction over all
 * rows. Windows of B that vary less than those of A, within their spread, are no sign against B.
 */
function judge(rows: readonly Tested[]): ComparedRow[] {
  const tested = rows.filter((row) => row.p !== null);
  const different = holm(
    tested.map((row) => row.p ?? 1),
    LEVEL,
  );
  return rows.map(({ p, ...row }) => {
    const at = tested.findIndex((candidate) => candidate.metric === row.metric);
    if (p === null) return row;
    if (different[at] === true && (row.ratio === null || row.ratio > 1)) return { ...row, verdict: 'different' };
    if (different[at] === true)
      return { ...row, verdict: 'cannot-tell', reason: 'the windows vary less than those of the image, but lie within its noise floor' };
    return { ...row, verdict: p > LEVEL ? 'indistinguishable' : 'cannot-tell' };
  });
}

export function overallVerdict(rows: readonly ComparedRow[]): Verdict {
  if (rows.some((row) => row.verdict === 'different')) return 'different';
  return rows.some((row) => row.verdict === 'indistinguishable') ? 'indistinguishable' : 'cannot-tell';
}

function chosen(metrics: readonly string[] | undefined): readonly Descriptor[] {
  if (metrics === undefined) return DESCRIPTORS;
  const unknown = metrics.find((id) => !DESCRIPTORS.some((descriptor) => descriptor.id === id));
  if (unknown !== undefined)
    throw new InvalidInputError(
      `"${unknown}" is nothing that structures are compared by; known are ${DESCRIPTORS.map((descriptor) => descriptor.id).join(', ')}.`,
      { code: 'unknown-metric', subject: unknown },
    );
  return DESCRIPTORS.filter((descriptor) => metrics.includes(descriptor.id));
}

function compareDescribed(a: Windows, b: Windows, options: CompareOptions): ComparedRow[] {
  return judge(chosen(options.metrics).map((descriptor) => testRow(descriptor, pick(a, descriptor.id), pick(b, descriptor.id))));
}

/** The curve of each structure over all its windows, for figures: `curves[descriptor] = [A, B...]`. */
function curvesOf(sets: readonly { name: string; windows: Windows }[], options: CompareOptions): Record<string, Curve[]> {
  const curves: Record<string, Curve[]> = {};
  for (const descriptor of chosen(options.metrics)) {
    const { curve } = descriptor;
    if (!curve) continue;
    const drawn = sets.flatMap(({ name, windows }) => {
      const described = pick(windows, descriptor.id);
      return described.length > 0 ? [{ ...curve(described), title: name }] : [];
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

const NO_GROWTH = 'Without a collector face in both structures heights and isolation are not compared.';

/** Two structures. */
export async function compareTwo(a: Structure, b: Structure, options: CompareOptions): Promise<Comparison> {
  chosen(options.metrics);
  const { a: image, others, warnings } = bringTogether(a, [b]);
  const both = grows(a) && grows(b);
  const total = 1 + others.length;
  const ofA = await describeAll(image, both, options);
  options.onProgress?.({ done: 1, total, what: 'structures' });
  const ofB: ReadonlyMap<string, Described>[] = [];
  for (const other of others) ofB.push(...(await describeAll(other, both, options)));
  options.onProgress?.({ done: total, total, what: 'structures' });
  return {
    schema: 'lithoscope-compare/1',
    a: a.name,
    b: b.name,
    matched: await matchedBox(image, both, options),
    rows: compareDescribed(ofA, ofB, options),
    curves: curvesOf(
      [
        { name: a.name, windows: ofA },
        { name: b.name, windows: ofB },
      ],
      options,
    ),
    warnings: both ? warnings : [...warnings, NO_GROWTH],
  };
}

/** amounts of lithium that differ by more are said */
const AMOUNT_TOLERANCE = 0.1;

function lithiumShare({ data }: LabelVolume): number {
  let voxels = 0;
  for (let i = 0; i < data.length; i++) if (data[i] === PHASE.lithium) voxels++;
  return voxels / data.length;
}

/** Generators are asked for the amount of the image; some cannot hold it in its box, and then part of any difference is amount. */
function amountRemark(title: string, { a, others }: Together): string | null {
  const wanted = lithiumShare(a);
  const mean = others.reduce((sum, other) => sum + lithiumShare(other), 0) / Math.max(1, others.length);
  if (wanted === 0 || others.length === 0 || Math.abs(mean / wanted - 1) <= AMOUNT_TOLERANCE) return null;
  return `The structures of ${title} hold ${Number((mean / wanted).toPrecision(2))} times the lithium of the image in the same box, so the amounts are not matched.`;
}

/** No generator fits when each differs; whether one fits is open when some can neither be told apart nor called equal. */
function noneFits(generators: readonly GeneratorResult[]): boolean | null {
  if (generators.some(({ verdict }) => verdict === 'indistinguishable')) return false;
  return generators.length > 0 && generators.every(({ verdict }) => verdict === 'different') ? true : null;
}

/** One structure against generators, several seeds each. The windows of all seeds of a generator are one sample. */
export async function compareWithGenerated(a: Structure, sets: readonly GeneratedSet[], options: CompareOptions): Promise<Comparison> {
  chosen(options.metrics);
  const total = sets.reduce((sum, set) => sum + set.structures.length, 1);
  let done = 0;
  const step = (): void => options.onProgress?.({ done: ++done, total, what: 'structures' });
  const own = depositFrame(a);
  const ofA = await describeAll(own, grows(a), options);
  step();
  const generators: GeneratorResult[] = [];
  const named = [{ name: a.name, windows: ofA }];
  const warnings = new Set<string>(grows(a) ? [] : [NO_GROWTH]);
  for (const set of sets) {
    const together = bringTogether(a, set.structures);
    for (const warning of together.warnings) warnings.add(warning);
    const amounts = amountRemark(set.title, together);
    if (amounts !== null) warnings.add(amounts);
    const both = grows(a) && set.structures.every(grows);
    const windows: ReadonlyMap<string, Described>[] = [];
    for (const other of together.others) {
      windows.push(...(await describeAll(other, both, options)));
      step();
    }
    const asIs = both === grows(a) && together.a.data === own.data;
    const rows = compareDescribed(asIs ? ofA : await describeAll(together.a, both, options), windows, options);
    named.push({ name: set.title, windows });
    generators.push({ id: set.id, title: set.title, params: set.params, seeds: set.seeds, rows, verdict: overallVerdict(rows) });
  }
  return {
    schema: 'lithoscope-compare/1',
    a: a.name,
    matched: await matchedBox(own, grows(a), options),
    rows: [],
    curves: curvesOf(named, options),
    generators,
    noneFits: noneFits(generators),
    warnings: [...warnings],
  };
}
