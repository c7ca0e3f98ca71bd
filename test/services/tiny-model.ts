/** A model whose network is a plain function: it knows the grey values of the tiny stack. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Inference } from '../../src/ports/index.js';
import { functionSession, pixelwise } from '../support/function-session.js';
import { modelFolder } from '../support/model-folder.js';

const CLASSES = ['electrolyte', 'lithium', 'collector'];

/** Puts the package into `models`; its id is the name of its folder. */
export function installTinyModel(models: string, name = 'li-xct-fast'): void {
  const folder = modelFolder({ classes: CLASSES, phases: { electrolyte: 3, lithium: 1, collector: 5 } });
  cpSync(folder, join(models, name), { recursive: true });
}

/** Electrolyte near -0.59, lithium near -0.99, collector near 0.99 after the package's own normalisation. */
const answer = pixelwise(3, (channels) => [-0.59, -0.99, 0.99].map((centre) => -400 * ((channels[2] ?? 0) - centre) ** 2));

export interface TinyInference extends Inference {
  runs: number;
}

/** `onRun` is called before every tile: a place to cancel. */
export function tinyInference(onRun: (run: number) => void = () => {}): TinyInference {
  const inference: TinyInference = {
    provider: 'cpu',
    threads: 1,
    runs: 0,
    open: async () =>
      functionSession(async (input) => {
        inference.runs += 1;
        onRun(inference.runs);
        await new Promise((resolve) => setTimeout(resolve, 0));
        return answer(input);
      }),
  };
  return inference;
}
