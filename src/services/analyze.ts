/** All stages in one run, each with its status and time. A stage that fails is named; what is finished is kept. */
import { AbortedError, ConflictError, errorData } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { AnalyzeDocument, CellKind, JobProgress, MeasureResult, StageId, VoxelSizeInput } from '../contract/index.js';
import { GENERATORS } from '../simulate/index.js';
import { parseRecipe, STUDY_SUFFIX, studyName } from '../study/index.js';
import type { Recipe } from '../study/index.js';
import type { Face } from '../volume/index.js';
import { compareStudy } from './compare-study.js';
import { estimateHalo } from './halo.js';
import { measureStudy } from './measure-study.js';
import { buildReport } from './report.js';
import { segmentStudy } from './segment-study.js';
import type { ServiceHost } from './service-host.js';
import { requireVolume } from './session/begin.js';
import type { Session } from './session/session.js';
import { stateOf } from './session/state.js';
import { updatePrepare, updateSetup } from './setup.js';
import { createStudy, openStudy } from './studies.js';
import { suggestForStudy } from './suggest-model.js';
import { openStack } from './volumes/open-stack.js';
import type { StackChoice } from './volumes/open-stack.js';

export interface Analyze extends StackChoice {
  readonly paths: readonly string[];
  readonly output: string;
  readonly voxel?: VoxelSizeInput | undefined;
  readonly collector?: readonly Face[] | undefined;
  readonly cell?: CellKind | undefined;
  readonly models?: readonly string[] | undefined;
  readonly recipe?: string | undefined;
}

/** when nothing suits better, so that the message names what is missing */
const DEFAULT_MODEL = 'li-xct-fast';
const SEEDS = 5;

interface AnalyzeOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress & { stage: string }) => void;
}

async function readRecipe(host: ServiceHost, path: string | undefined): Promise<Recipe | null> {
  if (path === undefined) return null;
  return parseRecipe(new TextDecoder().decode(await host.ports.files.readBytes(path, 2 ** 24)), path);
}

/** A new study; or the one that an earlier, interrupted run of the same stack left there. */
async function studyFor(host: ServiceHost, asked: Analyze, recipe: Recipe | null, options: RunOptions): Promise<Session> {
  const setup = {
    voxel: asked.voxel ?? recipe?.voxel ?? undefined,
    collector: asked.collector ?? recipe?.collector ?? undefined,
    cell: asked.cell ?? recipe?.cell ?? undefined,
  };
  const { files } = host.ports;
  // a folder that is no study gets the study inside, under a name that the next run finds again
  const place = asked.output.endsWith(STUDY_SUFFIX)
    ? asked.output
    : files.join(asked.output, studyName(files.basename(files.resolve(asked.paths[0] ?? ''))) + STUDY_SUFFIX);
  const { dataset, time, channel } = asked;
  if (!(await files.exists(place)))
    return createStudy(host, { paths: asked.paths, folder: place, dataset, time, channel, purpose: 'analysing', ...setup }, options);
  const session = await openStudy(host, place, undefined, options);
  const before = session.folder.document.inputs.map((input) => input.path);
  const now = asked.paths.map((path) => files.resolve(path));
  if (before.join('\n') !== now.join('\n') || !(await sameChoice(host, session, asked))) {
    await host.sessions.close(session.id);
    throw new ConflictError(
      `${place} exists already and was made from other files, or from another part of them; choose another name for the study.`,
      {
        code: 'already-exists',
        subject: place,
      },
    );
  }
  requireVolume(session, 'analysing');
  await updateSetup(host, session, setup);
  return session;
}

/** Whether the study shows the data set, time point and channel that are asked for. */
async function sameChoice(host: ServiceHost, { folder }: Session, asked: Analyze): Promise<boolean> {
  const { dataset, time = 0, channel = 0 } = folder.document;
  if (asked.dataset !== undefined && asked.dataset !== (dataset ?? '')) return false;
  const { source, chosen } = await openStack(host, asked.paths, asked);
  await source.close();
  return (chosen.time ?? 0) === time && (chosen.channel ?? 0) === channel;
}

interface StageRecord {
  readonly id: StageId;
  run(): Promise<string | undefined>;
}

/** Runs stages in order. After a failure the rest is skipped. A returned text is why a stage was skipped. */
async function runStages(host: ServiceHost, stages: readonly StageRecord[], signal: AbortSignal): Promise<AnalyzeDocument['steps']> {
  const steps: AnalyzeDocument['steps'] = [];
  let failed: string | undefined;
  for (const stage of stages) {
    if (failed !== undefined) {
      steps.push({ id: stage.id, status: 'skipped', seconds: 0, reason: `the stage "${failed}" failed` });
      continue;
    }
    const started = host.ports.clock.monotonic();
    const seconds = (): number => (host.ports.clock.monotonic() - started) / 1000;
    try {
      const skipped = await stage.run();
      steps.push({
        id: stage.id,
        status: skipped === undefined ? 'done' : 'skipped',
        seconds: seconds(),
        ...(skipped === undefined ? {} : { reason: skipped }),
      });
    } catch (error) {
      if (signal.aborted || error instanceof AbortedError) throw new AbortedError();
      failed = stage.id;
      steps.push({ id: stage.id, status: 'failed', seconds: seconds(), reason: errorData(error).message });
    }
  }
  return steps;
}

export async function analyze(host: ServiceHost, asked: Analyze, options: AnalyzeOptions): Promise<AnalyzeDocument> {
  const { signal } = options;
  const report = (stage: string) => ({
    signal,
    onProgress: (progress: JobProgress) => options.onProgress({ ...progress, stage }),
  });
  const recipe = await readRecipe(host, asked.recipe);
  const started = host.ports.clock.monotonic();
  const session = await studyFor(host, asked, recipe, report('load'));
  const loadSeconds = (host.ports.clock.monotonic() - started) / 1000;
  const warnings: string[] = [];
  let measured: MeasureResult | undefined;
  const reports: string[] = [];
  const named = asked.models?.[0] ?? recipe?.segment?.model;
  const suggested = named === undefined ? await suggestForStudy(host, session) : null;
  const model = named ?? suggested?.model ?? DEFAULT_MODEL;
  if (suggested !== null) warnings.push(`The model ${model} was chosen: ${suggested.reason}`);
  if ((asked.models?.length ?? 0) > 1) warnings.push(`Several models were given; ${model} was used.`);

  const stages: StageRecord[] = [
    {
      id: 'prepare',
      async run() {
        if (recipe !== null) await updatePrepare(host, session, recipe.prepare);
        if (recipe?.depth) await updateSetup(host, session, { depth: recipe.depth });
        return undefined;
      },
    },
    {
      id: 'segment',
      async run() {
        await segmentStudy(host, session, { model, quality: recipe?.segment?.quality }, report('segment'));
        const used = session.folder.document.labels?.segmentation?.model;
        if (recipe?.segment && used && used.sha256 !== recipe.segment.sha256)
          warnings.push(
            `The recipe was made with other weights of ${recipe.segment.model} (${recipe.segment.sha256.slice(0, 12)}); numbers may differ.`,
          );
        return undefined;
      },
    },
    { id: 'review', run: () => Promise.resolve('nobody edits labels in a batch run') },
    {
      id: 'measure',
      async run() {
        const halo = recipe?.measure.haloVoxels;
        const estimated = typeof halo === 'number' ? { voxels: halo, how: 'from the recipe' } : await estimateHalo(session, signal);
        warnings.push(`Lithium is taken as connected through ${estimated.voxels} voxel(s) above the collector (${estimated.how}).`);
        measured = await measureStudy(
          host,
          session,
          { metrics: recipe?.measure.metrics ?? undefined, requests: recipe?.measure.requests, haloVoxels: estimated.voxels },
          report('measure'),
        );
        return undefined;
      },
    },
    {
      id: 'compare',
      async run() {
        const { kind, shape } = session.folder.document.stack;
        if (kind === 'image' || shape.includes(1)) return 'one image cannot be compared with structures in three dimensions';
        const first = GENERATORS[0];
        const generators = recipe?.compare?.generators ?? (first === undefined ? [] : [{ id: first.id }]);
        await compareStudy(host, session, { generators, seeds: recipe?.compare?.seeds ?? SEEDS }, report('compare'));
        return undefined;
      },
    },
    {
      id: 'report',
      async run() {
        const made = await buildReport(host, session, { formats: recipe?.report.formats ?? ['html', 'csv', 'json'] }, report('report'));
        reports.push(...made.files.map((file) => session.folder.inside('results', 'report', file.name)));
        return undefined;
      },
    },
  ];
  try {
    const steps = await runStages(host, stages, signal);
    return {
      study: session.folder.path,
      steps: [{ id: 'load', status: 'done', seconds: loadSeconds }, ...steps],
      results: measured?.document.results ?? [],
      report: reports,
      warnings: [...warnings, ...stateOf(host, session).warnings.map((warning) => warning.message), ...(measured?.document.warnings ?? [])],
    };
  } finally {
    await host.sessions.close(session.id);
  }
}
