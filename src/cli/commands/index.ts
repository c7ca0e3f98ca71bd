/** Every command of the contract. `serve` is apart: it is a host, not a call. */
import type { Command } from '../command.js';
import { analyze, report } from './analyze.js';
import { compare } from './compare.js';
import { convert } from './convert.js';
import { evaluate } from './evaluate.js';
import { info } from './info.js';
import { lists } from './lists.js';
import { measure } from './measure.js';
import { mesh } from './mesh.js';
import { segment } from './segment.js';
import { selftest } from './selftest.js';
import { simulate } from './simulate.js';
import { synthesize } from './synthesize.js';
import { voxelize } from './voxelize.js';

export { serve } from './serve.js';

export const COMMANDS: readonly Command[] = [
  info,
  measure,
  segment,
  evaluate,
  simulate,
  synthesize,
  voxelize,
  convert,
  mesh,
  compare,
  analyze,
  report,
  selftest,
  ...lists,
];
