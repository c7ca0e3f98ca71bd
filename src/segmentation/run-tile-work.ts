/** One window through a network, wherever the network runs: a few slices at a time, and once more in the mirror where asked for. */
import type { TensorData, TileBytes, TileWork } from '../ports/index.js';
import { tileAnswer, type Run } from './tile-answer.js';
import { mirrored, tileTensors } from './tile-tensor.js';

type RunNetwork = (input: TensorData, outputs: readonly number[]) => Promise<readonly TensorData[]>;

export async function runTileWork(work: TileWork, run: RunNetwork): Promise<TileBytes> {
  const { probabilities, embedding } = work.outputs;
  const wanted = embedding === null ? [probabilities] : [probabilities, embedding];
  const answer = tileAnswer(work);
  const tensors = tileTensors(work);
  const inMirror = work.mirror ? tileTensors(mirrored(work)) : null;
  for (let sample = 0; sample < work.dims[0]; sample += work.batch) {
    const count = Math.min(work.batch, work.dims[0] - sample);
    const runs: Run[] = [await run(tensors.take(sample, count), wanted)];
    if (inMirror !== null) runs.push(await run(inMirror.take(sample, count), [probabilities]));
    answer.add(sample, count, runs);
  }
  tensors.done();
  inMirror?.done();
  return answer.result();
}
