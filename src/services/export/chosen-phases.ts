/** Which phases are meshed. */
import { InvalidInputError } from '../../base/index.js';
import { findPhase, PHASE, PHASES } from '../../volume/index.js';
import type { Phase } from '../../volume/index.js';

/** Phases by name or id, each once; undefined: all but the voxels without a phase. */
export function chosenPhases(names: readonly string[] | undefined): readonly Phase[] {
  if (names === undefined) return PHASES.filter(({ id }) => id !== PHASE.unassigned);
  const phases = names.map((name) => {
    const phase = findPhase(name);
    if (phase !== undefined) return phase;
    throw new InvalidInputError(`There is no phase "${name}"; give names or ids out of ${PHASES.map((one) => one.name).join(', ')}.`, {
      code: 'unknown-phase',
      subject: name,
    });
  });
  return [...new Set(phases)];
}

/** Phases that have voxels; one that somebody asked for by name must have some. */
export function presentPhases<T extends { readonly phase: Phase; readonly voxels: number }>(
  found: readonly T[],
  asked: boolean,
  name: string,
): T[] {
  const missing = found.find(({ voxels }) => voxels === 0);
  if (asked && missing !== undefined)
    throw new InvalidInputError(`${name} has no voxels of ${missing.phase.name}; ask for phases that it holds.`, {
      code: 'phase-absent',
      subject: missing.phase.name,
    });
  const present = found.filter(({ voxels }) => voxels > 0);
  if (present.length > 0) return present;
  throw new InvalidInputError(`${name} has no voxels of any phase, so there is no surface; segment the stack first.`, {
    code: 'phase-absent',
  });
}
