/** What people and the provenance are told about a classifier. */
import type { ScribbleSummary } from '../../contract/index.js';
import type { ScribbleClassifier } from '../../segmentation/index.js';

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
