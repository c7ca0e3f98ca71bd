/** Tortuosity factor against TauFactor, each with its own criteria of convergence; the answers show how far either is off. */
import { measure } from '../../../src/metrics/index.js';
import type { Workers } from '../../../src/ports/index.js';
import { labelVolume } from '../../../src/volume/index.js';
import type { BenchCase, BenchVolume } from './case.js';

async function tortuosity({ data, shape }: BenchVolume, workers: Workers): Promise<number> {
  const labels = labelVolume(data, shape, { spacing: [1e-6, 1e-6, 1e-6], source: 'benchmark', unit: 'um' }, 'benchmark');
  const { results } = await measure([{ metric: 'transport.tortuosity_factor', params: { phase: 1, axis: 'z' } }], { labels }, { workers });
  return Number(results[0]?.value);
}

/** `exact` is the limit of both solvers with tolerances of 1e-7. */
function tortuosityCase(edge: number, exact: number, repeats: number): BenchCase {
  return {
    id: `tortuosity-${edge}`,
    title: `Tortuosity factor along one axis (over-converged: ${exact})`,
    edge,
    peer: 'tortuosity',
    peerName: 'TauFactor Solver on 2 threads',
    target: 5,
    repeats,
    run: tortuosity,
  };
}

export const TRANSPORT_CASES: readonly BenchCase[] = [tortuosityCase(128, 2.954167, 3), tortuosityCase(256, 2.850187, 1)];
