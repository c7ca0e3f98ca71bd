/** One window through a network, wherever the network runs: a few slices at a time, and once more in the mirror where asked for. */
import type { TensorData, TileAnswer, TileWork } from '../ports/index.js';
import { tileAnswer, type Run } from './tile-answer.js';
import { mirrored, tileTensor } from './tile-tensor.js';

type RunNetwork = (input: TensorData, outputs: readonly number[]) => Promise<readonly TensorData[]>;

export async function runTileWork(work: TileWork, run: RunNetwork): Promise<TileAnswer> {
  const { probabilities, embedding } = work.outputs;
  const wanted = embedding === null ? [probabilities] : [probabilities, embedding];
  const answer = tileAnswer(work);
  const inMirror = work.mirror ? mirrored(work) : null;
  for (let sample = 0; sample < work.dims[0]; sample += work.batch) {
    const count = Math.min(work.batch, work.dims[0] - sample);
    const runs: Run[] = [await run(tileTensor(work, sample, count), wanted)];
    if (inMirror !== null) runs.push(await run(tileTensor(inMirror, sample, count), [probabilities]));
    answer.add(sample, count, runs);
  }
  return answer.result();
}
