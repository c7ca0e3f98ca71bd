/** Strokes that somebody painted on a real micrograph, through the method behind the command, against the truth of its authors. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeShared, sharedPath } from '../support/shared.js';
import { startCore, temporaryFolder } from './core-harness.js';

const DATA = 'data/ni-superalloy-sem/scribbles';
const VALUES = '85=1,170=2,255=3';

describeShared(DATA, 'provided strokes on the nickel superalloy', () => {
  it('reach the mean IoU that the README states, over matrix, large and small precipitates', async () => {
    const home = temporaryFolder();
    const { client, read, write } = startCore(home);
    const labels = join(home, 'labels.tif');
    await client['scribble.file']({
      stack: [read(sharedPath(DATA, 'isb_0.tif'))],
      scribbles: read(sharedPath(DATA, 'isb_0_scribbles.tif')),
      map: VALUES,
      output: write(labels),
    });
    const { phases } = await client['evaluate.run']({
      labels: read(labels),
      truth: read(sharedPath(DATA, 'isb_0_ground_truth.tif')),
      map: `1=1,2=2,3=3,${VALUES}`,
    });
    const iou = ['1', '2', '3'].map((id) => phases[id]?.iou ?? 0);
    expect(iou.reduce((a, b) => a + b) / 3).toBeGreaterThan(0.75);
    // the small ones are under one hundredth of the picture
    expect(Math.min(...iou)).toBeGreaterThan(0.5);
  }, 120_000);
});
