/** Persistence of the signed distance to the surface of a body; births and deaths are signed squares in the unit of `spacing`. */
import type { PersistenceDiagrams } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';

export interface PersistenceArgs {
  readonly labels: Uint8Array;
  readonly value: number;
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly connectivity: 6 | 26;
}

export const persistenceRequest = task<PersistenceArgs, PersistenceDiagrams>('persistence');
