/** A small study and a host that answers from memory, for tests of what lies between the page and the host. */
import type { Host } from '../../renderer/host.js';
import type { BrushStroke, EditResult, StudyState } from '../../src/contract/index.js';

export const SHAPE: [number, number, number] = [4, 8, 10];

export function studyState(change: Partial<StudyState> = {}): StudyState {
  const layer = (version: string, dtype: string) => ({ version, shape: SHAPE, dtype });
  return {
    id: 'study-1',
    name: 'sample',
    folder: '/studies/sample.lithoscope',
    stack: {
      names: ['sample.tif'],
      format: 'tiff',
      kind: 'volume',
      shape: SHAPE,
      dtype: 'uint16',
      spacing: null,
      sha256: null,
      bytes: 640,
      warnings: [],
    },
    setup: { voxel: { value: [130, 65, 65], unit: 'nm', source: 'test' }, collector: ['y-'], cell: 'wet' },
    prepare: [],
    stages: [
      { id: 'segment', status: 'done' },
      { id: 'measure', status: 'stale', why: 'Labels were edited.' },
    ],
    layers: { image: layer('i1', 'uint16'), labels: layer('l1', 'uint8'), isolation: layer('s1', 'uint8') },
    window: { low: 0, high: 100, min: 0, max: 200, histogram: [1, 2, 3] },
    segmentation: null,
    edits: { undo: 0, redo: 0, undoTitle: null, redoTitle: null, savedMs: null, restored: 0 },
    headline: [{ metric: 'isolation.f_dead', title: 'Dead share', value: 0.04, unit: '1', estimator: 'isolation@1' }],
    results: { measure: false, compare: false, report: false },
    warnings: [],
    ...change,
  };
}

export interface FakeHost extends Host {
  readonly strokes: BrushStroke[];
  readonly calls: string[];
  readonly reads: string[];
  /** the next stroke is refused with this sentence */
  refuse: string | null;
}

export function fakeHost(): FakeHost {
  const strokes: BrushStroke[] = [];
  const calls: string[] = [];
  const reads: string[] = [];
  let version = 1;
  let undo = 0;
  let redo = 0;
  const host: Pick<FakeHost, 'refuse'> = { refuse: null };
  const result = (box: EditResult['box']): EditResult => ({
    version: `l${version}`,
    changedVoxels: 1,
    box,
    edits: { undo, redo, undoTitle: 'Brush', redoTitle: null, savedMs: 1000, restored: 0 },
  });
  const edit = (name: string, change: () => void, box: EditResult['box']) => () => {
    calls.push(name);
    version++;
    change();
    return Promise.resolve(result(box));
  };
  const whole: EditResult['box'] = { start: [0, 0, 0], end: SHAPE };
  const api = {
    'edit.stroke': (params: { stroke: BrushStroke }) => {
      calls.push('edit.stroke');
      if (host.refuse !== null) {
        const message = host.refuse;
        host.refuse = null;
        return Promise.reject(new Error(message));
      }
      strokes.push(structuredClone(params.stroke));
      version++;
      undo++;
      const { slice } = params.stroke;
      return Promise.resolve(result({ start: [slice, 0, 0], end: [slice + 1, SHAPE[1], SHAPE[2]] }));
    },
    'edit.undo': edit('edit.undo', () => (undo--, redo++), whole),
    'edit.redo': edit('edit.redo', () => (undo++, redo--), whole),
    'study.planes': () => Promise.resolve({ times: 1, time: 0, channel: 0, isColour: false, channels: [] }),
    'review.refresh': () => {
      calls.push('review.refresh');
      return Promise.resolve({ version: `l${version}`, isolationVersion: `s${version}`, headline: studyState().headline });
    },
    'study.state': () => {
      calls.push('study.state');
      const base = studyState();
      return Promise.resolve({
        ...base,
        layers: {
          ...base.layers,
          labels: { version: `l${version}`, shape: SHAPE, dtype: 'uint8' },
          isolation: { version: `s${version}`, shape: SHAPE, dtype: 'uint8' },
        },
      });
    },
  } as unknown as Host['api'];
  const planes: Record<string, [number, number]> = { z: [8, 10], y: [4, 10], x: [4, 8] };
  return Object.assign(host, {
    kind: 'browser' as const,
    api,
    strokes,
    calls,
    reads,
    read: (path: string) => {
      reads.push(path);
      const axis = /axis=([zyx])/.exec(path)?.[1] ?? 'z';
      const [rows, columns] = planes[axis]!;
      const isImage = path.includes('/image/');
      const data = isImage ? new Uint16Array(rows * columns).fill(50) : new Uint8Array(rows * columns);
      const headers = {
        'x-shape': `${rows},${columns}`,
        'x-dtype': isImage ? 'uint16' : 'uint8',
        'x-version': /v=([^&]+)/.exec(path)?.[1] ?? '',
      };
      return Promise.resolve(new Response(data, { headers }));
    },
    refsOf: () => Promise.resolve([]),
    folderRefOf: () => Promise.resolve(''),
  });
}

/** Lets pending answers arrive. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 8; i++) await new Promise((resolve) => setTimeout(resolve, 0));
}
