/** Label files as strangers bring them: ids without a phase, and plane images, through the whole core. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startCore, temporaryFolder } from '../services/core-harness.js';

const home = temporaryFolder();

/** an NRRD of unsigned bytes, x fastest */
function writeLabels(name: string, [nz, ny, nx]: readonly [number, number, number], data: Uint8Array): string {
  const path = join(home, name);
  const head = `NRRD0004\ntype: uint8\ndimension: 3\nsizes: ${nx} ${ny} ${nz}\nencoding: raw\nspacings: 3 2 0.5\nunits: "um" "um" "um"\n\n`;
  writeFileSync(path, Buffer.concat([Buffer.from(head), data]));
  return path;
}

describe('ids without a phase', () => {
  const data = new Uint8Array(60).fill(3);
  data.fill(1, 0, 20);
  data.fill(9, 20, 27);
  data[59] = 200;
  const path = writeLabels('foreign.nrrd', [3, 4, 5], data);

  it('are measured where an exact list asks for labels by number', async () => {
    const { client, read } = startCore(home);
    const request = [
      { metric: 'volume.unknown_label_ids' },
      { metric: 'volume.voxels', params: { phase: 9 } },
      { metric: 'volume.fraction', params: { phase: 1, denominator: 'assigned' } },
    ];
    const { results } = await client['measure.file']({ labels: read(path), request });
    expect(results).toMatchObject([{ value: [9, 200] }, { value: 7 }, { value: 20 / 52 }]);
  });

  it('are refused by name for the standard set, which could miss them', async () => {
    const { client, read } = startCore(home);
    await expect(client['measure.file']({ labels: read(path) })).rejects.toMatchObject({ code: 'labels-not-mapped' });
  });
});

describe('a plane image', () => {
  it.each([
    [[1, 4, 6], 2 * (3 * 2 + 2 * 3)],
    [[4, 1, 6], 2 * (3 * 0.5 + 2 * 3)],
    [[4, 6, 1], 2 * (3 * 0.5 + 2 * 2)],
  ] as const)('of shape %s has the length of its pixel edges', async (shape, expected) => {
    const [rows, columns] = shape.filter((n) => n > 1) as [number, number];
    const data = new Uint8Array(rows * columns);
    // 3 x 2 pixels that touch two edges of the image
    for (let row = 0; row < 3; row++) data.fill(1, row * columns, row * columns + 2);
    const { client, read } = startCore(home);
    const request = [true, false].map((box_faces) => ({ metric: 'surface2d.perimeter_faces', params: { box_faces } }));
    const { results } = await client['measure.file']({ labels: read(writeLabels('image.nrrd', shape, data)), request });
    expect(results).toMatchObject([
      { value: expected, unit: 'um' },
      { value: expected / 2, unit: 'um' },
    ]);
  });
});
