/** The list of preparation steps as the panel edits it. Pure: the wiring sends the new list. */
import type { PrepareStep } from '../../../src/contract/index.js';
import type { Shape3 } from '../../../src/volume/index.js';

export type StepKind = PrepareStep['step'];

export const STEP_TITLES: Readonly<Record<StepKind, string>> = {
  crop: 'Crop',
  downsample2: 'Downsample 2 ×',
  median: 'Median',
  gaussian: 'Gaussian',
};

/** A step as it is first added; a crop begins as the whole image before it. */
export function newStep(kind: StepKind, shape: Shape3): PrepareStep {
  switch (kind) {
    case 'crop':
      return { step: 'crop', start: [0, 0, 0], end: [...shape], enabled: true };
    case 'downsample2':
      return { step: 'downsample2', enabled: true };
    case 'median':
      return { step: 'median', radius: 1, enabled: true };
    case 'gaussian':
      return { step: 'gaussian', sigma: 1, enabled: true };
  }
}

/** Lengths of the image that step `index` receives. */
export function shapeBefore(steps: readonly PrepareStep[], index: number, original: Shape3): Shape3 {
  let shape: [number, number, number] = [...original];
  for (const step of steps.slice(0, index)) {
    if (!step.enabled) continue;
    if (step.step === 'crop') shape = [step.end[0] - step.start[0], step.end[1] - step.start[1], step.end[2] - step.start[2]];
    if (step.step === 'downsample2') shape = [half(shape[0]), half(shape[1]), half(shape[2])];
  }
  return shape;
}

const half = (size: number): number => Math.max(1, Math.floor(size / 2));

export function replaceStep(steps: readonly PrepareStep[], index: number, step: PrepareStep): PrepareStep[] {
  return steps.map((item, i) => (i === index ? step : item));
}

export function moveStep(steps: readonly PrepareStep[], index: number, by: -1 | 1): PrepareStep[] {
  const to = index + by;
  if (to < 0 || to >= steps.length) return [...steps];
  const next = [...steps];
  const [step] = next.splice(index, 1);
  if (step) next.splice(to, 0, step);
  return next;
}

/** One bound of a crop, kept inside the image and at least one voxel apart from the other. */
export function withBound(
  step: Extract<PrepareStep, { step: 'crop' }>,
  side: 'start' | 'end',
  axis: 0 | 1 | 2,
  value: number,
  shape: Shape3,
): PrepareStep {
  const start: [number, number, number] = [...step.start];
  const end: [number, number, number] = [...step.end];
  const whole = Math.round(value);
  if (side === 'start') start[axis] = Math.min(Math.max(0, whole), end[axis] - 1);
  else end[axis] = Math.max(Math.min(shape[axis], whole), start[axis] + 1);
  return { ...step, start, end };
}
