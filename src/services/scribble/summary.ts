/** What people and the provenance are told about a classifier, and how its work is reported. */
import type { JobProgress, ScribbleSummary } from '../../contract/index.js';
import type { ScribbleClassifier, ScribbleProgress } from '../../segmentation/index.js';

export function summaryOf({ trained, features, model }: ScribbleClassifier, trainSeconds: number): ScribbleSummary {
  return {
    strokes: trained.strokes,
    voxels: { ...trained.voxels },
    trainSeconds,
    trainingAccuracy: trained.accuracy,
    features: [...features],
    model,
  };
}

export function jobProgress({ done, total, what, voxelsPerSecond, etaSeconds, reused }: ScribbleProgress): JobProgress {
  return {
    done,
    total,
    what,
    ...(voxelsPerSecond === undefined ? {} : { voxelsPerSecond }),
    ...(etaSeconds === undefined ? {} : { etaSeconds: [...etaSeconds] }),
    ...(reused === undefined ? {} : { reused }),
  };
}
