/** What is open, which stage is shown, and the calls that change it. Panels and commands go through here. */
import { errorData, type ErrorData } from '../../src/base/index.js';
import type { ResultOf } from '../../src/contract/index.js';
import type {
  CellKind,
  DepthPrior,
  LithoscopeContract,
  PrepareStep,
  StageId,
  StudyState,
  VoxelSizeInput,
} from '../../src/contract/index.js';
import type { Face } from '../../src/volume/index.js';
import type { Host } from '../host.js';
import type { Jobs } from './jobs.js';
import { createStore, type Store } from './store.js';

type Hello = ResultOf<LithoscopeContract['app.hello']>;

export interface SessionState {
  readonly hello: Hello | null;
  readonly connection: 'connecting' | 'ready' | 'lost';
  readonly stage: StageId;
  readonly study: StudyState | null;
  /** the last refusal of a quick call; shown until dismissed or the next success */
  readonly problem: ErrorData | null;
  /** when the labels were last saved, on this machine's clock */
  readonly savedMs: number | null;
}

interface SetupChange {
  readonly voxel?: VoxelSizeInput | null;
  readonly collector?: Face[] | null;
  readonly cell?: CellKind | null;
  readonly depth?: DepthPrior | null;
}

interface NewStudy extends SetupChange {
  readonly files: string[];
  readonly name?: string;
  /** the part of the files that is meant; absent: the first */
  readonly dataset?: string;
  readonly time?: number;
  readonly channel?: number;
}

export interface Session {
  readonly store: Store<SessionState>;
  connect(): Promise<void>;
  show(stage: StageId): void;
  /** takes over a state that the host sent */
  adopt(study: StudyState): void;
  refresh(): Promise<void>;
  openSample(): Promise<void>;
  openStudy(ref: string, name: string): Promise<void>;
  create(request: NewStudy): Promise<boolean>;
  updateSetup(change: SetupChange): Promise<void>;
  updatePrepare(steps: PrepareStep[]): Promise<void>;
  report(error: unknown): void;
  readonly dismissProblem: () => void;
}

export function createSession(host: Host, jobs: Jobs): Session {
  const store = createStore<SessionState>({
    hello: null,
    connection: 'connecting',
    stage: 'load',
    study: null,
    problem: null,
    savedMs: null,
  });
  const { api } = host;

  function adopt(study: StudyState): void {
    const isNew = store.get().study?.id !== study.id;
    store.set({ study, savedMs: study.edits.savedMs, connection: 'ready', ...(isNew ? { stage: firstStage(study), problem: null } : {}) });
  }

  function report(error: unknown): void {
    const data = errorData(error);
    if (data.tag === 'aborted') return;
    store.set({ problem: data, ...(data.code === 'connection-lost' ? { connection: 'lost' as const } : {}) });
  }

  /** a quick call whose answer is a study state */
  async function change(call: (study: StudyState) => Promise<StudyState>): Promise<void> {
    const { study } = store.get();
    if (!study) return;
    try {
      adopt(await call(study));
      store.set({ problem: null });
    } catch (error) {
      report(error);
    }
  }

  async function open(title: string, work: Parameters<typeof jobs.run<StudyState>>[2]): Promise<boolean> {
    const study = await jobs.run(title, 'load', work);
    if (study) adopt(study);
    return study !== null;
  }

  return {
    store,
    adopt,
    report,
    dismissProblem: () => store.set({ problem: null }),
    show: (stage) => store.set({ stage }),
    async connect() {
      try {
        const hello = await api['app.hello']({});
        store.set({ hello, connection: 'ready' });
        if (hello.openStudy !== null) adopt(await api['study.state']({ study: hello.openStudy }));
      } catch (error) {
        report(error);
        store.set({ connection: 'lost' });
      }
    },
    refresh: () => change((study) => api['study.state']({ study: study.id })),
    async openSample() {
      await open('Open the sample', (control) => api['study.sample']({}, control));
    },
    async openStudy(ref, name) {
      await open(`Open ${name}`, (control) => api['study.open']({ ref }, control));
    },
    create({ files, name, voxel, collector, cell, dataset, time, channel }) {
      const params = {
        files,
        ...(name ? { name } : {}),
        ...(voxel ? { voxel } : {}),
        ...(collector?.length ? { collector } : {}),
        ...(cell ? { cell } : {}),
        ...(dataset === undefined ? {} : { dataset }),
        ...(time === undefined ? {} : { time }),
        ...(channel === undefined ? {} : { channel }),
      };
      return open('Create the study', (control) => api['study.create'](params, control));
    },
    updateSetup: (setup) => change((study) => api['setup.update']({ study: study.id, ...setup })),
    updatePrepare: (steps) => change((study) => api['prepare.update']({ study: study.id, steps })),
  };
}

/** After opening, the first stage that still wants something; a finished study opens on its review. */
function firstStage(study: StudyState): StageId {
  if (study.segmentation || study.layers.labels) return 'review';
  return 'prepare';
}
