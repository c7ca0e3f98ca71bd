export { checkModel } from './check-model.js';
export { resolveClassMap } from './class-map.js';
export * from './evaluate.js';
export { listModels, loadModelPackage, type ListedModel, type LoadOptions, type ModelPackage } from './model-package.js';
export { type OutOfRange } from './out-of-range.js';
export { segmentVolume, type CellState, type SegmentProgress, type SegmentRequest, type SegmentResult } from './segment-volume.js';
export { folderTiles, memoryTiles, type TileStore, type TileStores } from './tile-store.js';
