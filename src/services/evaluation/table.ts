/**
 * Networks and baselines over a folder of volumes with known truth. Written after every volume, and rows that are there already
 * are not computed again, so that a stopped run goes on.
 */
import { checkAborted, InvalidInputError } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import { readSidecar } from '../../formats/index.js';
import { toFloat32 } from '../../kernels/index.js';
import { slabRegion, spatialShape } from '../../volume/index.js';
import type { Face } from '../../volume/index.js';
import type { ServiceHost } from '../service-host.js';
import { readLabelFile } from '../volumes/label-file.js';
import { openStack } from '../volumes/open-stack.js';
import { refuseNonVolume } from '../volumes/refuse-kind.js';
import { writeJson } from '../volumes/write-labels.js';
import { groupRows } from './groups.js';
import type { Group, Row } from './groups.js';
import { testItems } from './items.js';
import type { TestItem } from './items.js';
import { baselineMethod, modelMethod } from './methods.js';
import type { Method } from './methods.js';
import { scoreVolume, withMargins } from './scores.js';

export interface EvaluateFolder {
  readonly folder: string;
  readonly models: readonly string[];
  readonly baselines: readonly string[];
  /** families that none of the models was trained on, beside those that the volumes name themselves */
  readonly unseen: readonly string[];
  readonly collector?: readonly Face[] | undefined;
  readonly output?: string | undefined;
}

export interface EvaluationTable {
  readonly schema: 'lithoscope-evaluation/1';
  readonly methods: { id: string; version: string }[];
  readonly groups: Group[];
  readonly rows: Row[];
}

const MOST_BYTES = 64 << 20;

export async function evaluateFolder(
  host: ServiceHost,
  asked: EvaluateFolder,
  options: RunOptions & { readonly signal: AbortSignal },
): Promise<EvaluationTable> {
  const methods = [
    ...(await Promise.all(asked.models.map((model) => modelMethod(host, model, undefined)))),
    ...asked.baselines.map(baselineMethod),
  ];
  if (methods.length === 0)
    throw new InvalidInputError('Nothing to evaluate; name at least one --model or one of --baselines.', { code: 'no-method' });
  const items = await testItems(host, asked.folder);
  const rows = await earlierRows(host, asked.output, methods, items);
  for (const [index, item] of items.entries()) {
    checkAborted(options.signal);
    await addRows(host, asked, item, methods, rows, options.signal);
    if (asked.output !== undefined) await writeJson(host, asked.output, table(methods, rows));
    options.onProgress?.({ done: index + 1, total: items.length, what: 'volumes' });
  }
  return table(methods, rows);
}

function table(methods: readonly Method[], rows: readonly Row[]): EvaluationTable {
  return {
    schema: 'lithoscope-evaluation/1',
    methods: methods.map(({ id, version }) => ({ id, version })),
    groups: [...groupRows(rows)],
    rows: [...rows],
  };
}

/** Rows of a stopped run, for the volumes and methods of this one. */
async function earlierRows(
  host: ServiceHost,
  path: string | undefined,
  methods: readonly Method[],
  items: readonly TestItem[],
): Promise<Row[]> {
  const { files } = host.ports;
  if (path === undefined || !(await files.exists(path))) return [];
  try {
    const old = JSON.parse(new TextDecoder().decode(await files.readBytes(path, MOST_BYTES))) as Partial<EvaluationTable>;
    if (old.schema !== 'lithoscope-evaluation/1') throw new TypeError('another document');
    return (old.rows ?? []).flatMap((row) => {
      const method = methods.find(({ id, version }) => id === row.method && version === row.methodVersion);
      if (method === undefined || !items.some(({ name }) => name === row.volume)) return [];
      return [{ ...row, scores: { ...row.scores, ...withMargins(row.scores, method.deadShare) } }];
    });
  } catch (cause) {
    throw new InvalidInputError(`${path} exists and is not a table of an earlier run; name another file.`, {
      code: 'output-exists',
      subject: path,
      cause,
    });
  }
}

async function addRows(
  host: ServiceHost,
  asked: EvaluateFolder,
  item: TestItem,
  methods: readonly Method[],
  rows: Row[],
  signal: AbortSignal,
): Promise<void> {
  const { grey, sha256 } = await readGrey(host, item.image, signal);
  const missing = methods.filter(({ id }) => !rows.some((row) => row.volume === item.name && row.method === id && row.sha256 === sha256));
  if (missing.length === 0) return;
  const { labels: truth, sidecar } = await readLabelFile(host, item.labels, { signal });
  const collectors = asked.collector ?? sidecar?.collector ?? (await readSidecar(host.formats, item.image))?.collector ?? [];
  for (const method of missing) {
    checkAborted(signal);
    const started = host.ports.clock.monotonic();
    const { outOfRange, ...called } = await method.run({ image: item.image, grey, truth, collectors, seed: item.truth?.seed ?? 1, signal });
    const seconds = (host.ports.clock.monotonic() - started) / 1000;
    const { modality = null, family = null, cell = null, regime = null, cnr = null, structure, heldOut } = item.truth ?? {};
    rows.push({
      volume: item.name,
      sha256,
      modality,
      family,
      cell,
      regime,
      cnr,
      structure: `${family ?? ''} ${structure ?? item.name}`,
      heldOut: { family: (family !== null && asked.unseen.includes(family)) || heldOut?.family === true, regime: heldOut?.regime === true },
      method: method.id,
      methodVersion: method.version,
      seconds,
      outOfRange,
      ...scoreVolume(called, truth, grey, collectors),
    });
  }
}

async function readGrey(host: ServiceHost, path: string, signal: AbortSignal): Promise<{ grey: Float32Array; sha256: string }> {
  const { source } = await openStack(host, [path], {}, signal);
  try {
    refuseNonVolume(source, 'evaluating');
    const data = await source.read(slabRegion(source.info, 0, spatialShape(source.info)[0]), signal);
    return { grey: toFloat32(data), sha256: await source.hash({ signal }) };
  } finally {
    await source.close();
  }
}
