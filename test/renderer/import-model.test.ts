import { describe, expect, test } from 'vitest';
import { isComplete, mapRows, mapText, withPhase } from '../../renderer/panels/segment/import-model.js';
import { parseLabelMap } from '../../src/formats/index.js';

const found = {
  values: [
    { value: 0, voxels: 60 },
    { value: 128, voxels: 30 },
    { value: 255, voxels: 10 },
  ],
  arePhases: false,
};

describe('what the values of a label file mean', () => {
  test('ids of phases are proposed, other values wait for a person', () => {
    const rows = mapRows(found);
    expect(rows.map(({ phase, percent }) => [phase, percent])).toEqual([
      [0, 60],
      [null, 30],
      [null, 10],
    ]);
    expect(isComplete(rows)).toBe(false);
  });

  test('the text of the map names every value, and the host reads it back', () => {
    const rows = withPhase(withPhase(withPhase(mapRows(found), 255, 1), 128, 2), 0, 3);
    expect(isComplete(rows)).toBe(true);
    const text = mapText(rows)!;
    expect([...parseLabelMap(text)]).toEqual([
      [0, 3],
      [128, 2],
      [255, 1],
    ]);
  });

  test('values that are their phases need no map', () => {
    const rows = mapRows({ values: [0, 1, 2].map((value) => ({ value, voxels: 1 })), arePhases: true });
    expect(mapText(rows)).toBeUndefined();
    expect(mapText(withPhase(rows, 1, 6))).toBe('0=unassigned,1=other,2=sei');
  });

  test('an empty file has nothing to take over', () => {
    expect(isComplete(mapRows({ values: [], arePhases: true }))).toBe(false);
  });
});
