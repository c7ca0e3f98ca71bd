/** Chords, boxes and pairs against PoreSpy and SciPy. */
import { runMoments } from '../../../src/kernels/index.js';
import { chordsOf } from '../../../src/metrics/chords.js';
import { boxCountsOf } from '../../../src/metrics/fractal.js';
import { radialPairs } from '../../../src/metrics/pairs.js';
import { stackOf } from '../../../src/volume/index.js';
import type { Workers } from '../../../src/ports/index.js';
import { labelsOf } from './case.js';
import type { BenchCase, BenchVolume } from './case.js';

/** Pairs one voxel apart along z. */
async function pairsAlongZ({ data, shape }: BenchVolume, boundary: 'plain' | 'periodic', workers: Workers): Promise<number> {
  const found = await radialPairs({ data, value: 1, shape, spacing: [1, 1, 1] }, boundary, shape[0] / 2, { workers });
  const places = data.length * (boundary === 'plain' ? 1 - 1 / shape[0] : 1);
  return Math.round((found.axes[0][1] ?? NaN) * places);
}

/** ten sizes evenly spread over the logarithms from 10 voxels to the edge, as PoreSpy takes them */
const boxSizes = (edge: number): number[] => Array.from({ length: 10 }, (_, k) => Math.floor(10 ** (1 + (k / 9) * (Math.log10(edge) - 1))));

export const STATISTICS_CASES: readonly BenchCase[] = [
  {
    id: 'chords',
    title: 'Chord lengths on three axes',
    edge: 256,
    peer: 'chords',
    peerName: 'PoreSpy apply_chords and chord_counts, every second line of one axis',
    target: 50,
    async run(volume, workers) {
      const [z] = await chordsOf(stackOf(labelsOf(volume)), 1, { workers });
      return runMoments(z.inner).mean;
    },
  },
  {
    id: 'box-counts',
    title: 'Box counting, ten sizes',
    edge: 256,
    peer: 'boxcount',
    peerName: 'PoreSpy boxcount',
    target: 3,
    async run(volume, workers) {
      return (await boxCountsOf(stackOf(labelsOf(volume)), 1, boxSizes(volume.shape[0]), { workers })).reduce((a, b) => a + b, 0);
    },
  },
  ...(['periodic', 'plain'] as const).map((boundary): BenchCase => ({
    id: `two-point-${boundary}`,
    title: `S2 at every lag vector up to half the box, ${boundary}`,
    edge: 256,
    peer: `two_point_${boundary}`,
    peerName: 'scipy.fft rfftn and irfftn, single precision, 2 workers, transforms alone',
    target: 1,
    run: (volume, workers) => pairsAlongZ(volume, boundary, workers),
  })),
];
