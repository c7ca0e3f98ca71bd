/** Which model a stack gets, and why. */
import { describe, expect, it } from 'vitest';
import { suggestModel } from '../../src/segmentation/index.js';
import type { SuggestModel, SuggestStack } from '../../src/segmentation/suggest.js';

const models: SuggestModel[] = [
  { id: 'li-xct', modality: 'xct', deep: true, voxelNm: [200, 1500], light: false },
  { id: 'li-xct-fast', modality: 'xct', deep: true, voxelNm: [200, 1500], light: true },
  { id: 'li-fib', modality: 'fib', deep: true, voxelNm: [5, 60], light: false },
  { id: 'li-cryo', modality: 'cryo', deep: false, voxelNm: [0.1, 3], light: false },
  { id: 'someone-elses', modality: null, deep: true, voxelNm: null, light: false },
];
const stack = (change: Partial<SuggestStack>): SuggestStack => ({ flat: false, modality: null, voxelNm: null, voxels: 1e6, ...change });

describe('the suggested model', () => {
  it.each([
    ['a tomogram by its voxels', { voxelNm: [650, 650, 650] }, 'li-xct', /voxels of 650 nm.*within its training range/],
    ['a large tomogram', { voxelNm: [650, 650, 650], voxels: 1e9 }, 'li-xct-fast', /li-xct-fast/],
    ['a milled stack by its voxels', { voxelNm: [20, 10, 10] }, 'li-fib', /FIB-SEM/],
    ['a milled stack with long voxels', { voxelNm: [100, 10, 10] }, 'li-fib', /voxels of 10 nm.*within/],
    ['a volume between two ranges', { voxelNm: [150, 150, 150] }, 'li-xct', /nearest training range/],
    ['one image', { flat: true, voxelNm: [1, 1, 1] }, 'li-cryo', /one image/],
    ['one image of unknown scale', { flat: true }, 'li-cryo', /unknown voxel size/],
    ['a volume of unknown scale', {}, 'li-xct', /unknown voxel size/],
    ['what the sidecar says, against the voxel size', { modality: 'fib', voxelNm: [650, 650, 650] }, 'li-fib', /said to be/],
  ] as const)('for %s', (_, change, model, words) => {
    const found = suggestModel(stack(change), models);
    expect(found.model).toBe(model);
    expect(found.reason).toMatch(words);
    expect(suggestModel(stack(change), models.toReversed())).toEqual(found);
  });

  it('is none where nothing was trained for it, and says so', () => {
    expect(suggestModel(stack({ modality: 'cryo' }), models.slice(0, 3))).toMatchObject({
      model: null,
      modality: 'cryo',
      reason: expect.stringMatching(/no installed model/) as string,
    });
    expect(suggestModel(stack({ flat: true }), models.slice(0, 3)).model).toBeNull();
    expect(suggestModel(stack({}), []).model).toBeNull();
  });
});
