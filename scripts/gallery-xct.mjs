/** Pictures of docs/imaging/xct and their table docs/imaging/xct.md: every effect of the X-ray microscope, without on the left and with it on the right. */
import { writeFile } from 'node:fs/promises';

const SHAPE = [24, 128, 150];
const VOXEL = 650e-9;
const GAP = 6;

/** 1/cm at 20 keV, and delta/lambda in 1/cm, of no phase, lithium, SEI, electrolyte, gas, collector, particles on top. */
const MU = [0, 0.1, 1.5, 1, 0.014, 5, 7];
const PHASE_SHIFT = [0, 40, 150, 110, 0, 300, 300];

/** Each at a strength that shows; all are switched off first. */
const STRENGTHS = {
  unevenness: { amplitude: [0, 0.15, 0.3, 0.2, 0.05, 0.4, 0.3], scale: 7, grain: 0.5 },
  propagation: { distance: 0.05, fresnelNumber: 60, ratio: 0, limit: 1.5 },
  denseStreaks: { amplitude: 1.5, reach: 90, slope: 1.2, beyond: 0.3 },
  psf: { core: 'gaussian', sigma: 1.6, alongZ: 1, tail: 'exponential', tailWeight: 0.2, tailSigma: 8 },
  limitedAngle: { wedge: 60, axis: 0, residual: 0.1 },
  sparseView: { views: 24, strength: 1, diameter: 150 },
  noise: { cnr: 2, reference: 'electrolyte', exponent: 0.5, blur: 0.4, blurZ: 0, signal: 0 },
  centreError: { shift: 2.5, angle: 0 },
  motion: { axis: 2, shift: 4, weight: 0.4 },
  streaks: { amplitude: 0.6, reach: 30, tilt: 2 },
  rings: { amplitude: 0.3, width: 1.5, centreY: 60, centreX: 70, arc: 360, persistence: 1 },
  zingers: { perSlice: 5, amplitude: 1 },
  beamHardening: { peakKeV: 60, filter: 1e-3, path: 1e-4, cupping: 0.5, centreY: 64, centreX: 75, radius: 90 },
  truncation: { amplitude: 0.3, rim: 0.9, rimWidth: 8, centreY: 64, centreX: 75, radius: 95 },
  shading: { slope: [0, 0.6, -0.8], bowl: [0, 0, 0.5], flicker: 0 },
};
const RECORDS = { phaseUnevenness: 'unevenness' };

export async function draw({ load, save }) {
  const { drawXctParameters, imageXct, XCT_EFFECTS } = await load('src/imaging/xct/index.ts');
  const { createRng } = await load('src/base/index.ts');
  const { FAMILIES, makeDeposit } = await load('src/simulate/index.ts');
  const given = {
    cell: 0,
    cover: 3,
    coverRows: 24,
    collectorRows: 9,
    collectorTilt: 0,
    filmRows: 0,
    bubbles: 3,
    seiThickness: 2.4,
    stripped: 0.15,
  };
  const { labels } = makeDeposit(
    FAMILIES.find(({ id }) => id === 'columns'),
    { seed: 12, shape: SHAPE, voxel: VOXEL, given },
  );
  const off = Object.fromEntries(Object.keys(STRENGTHS).map((key) => [key, { ...STRENGTHS[key], on: false }]));
  const window = { lowShare: 0, highShare: 1, roomBelow: 0, roomAbove: 0, saturation: 1, depth: 0.4, gamma: 1, bits: 16, inverted: false };
  const bare = { ...drawXctParameters(createRng(1), { shape: SHAPE, voxel: VOXEL }), ...off, mu: MU, phase: PHASE_SHIFT, window };
  const middle = (changes) => slice(imageXct(labels.data, SHAPE, { ...bare, ...changes }, createRng(3)).stored);
  const before = middle({});
  for (const { id } of XCT_EFFECTS) {
    const key = RECORDS[id] ?? id;
    const change =
      id === 'intensity' ? { window: { ...window, bits: 8, gamma: 0.5, inverted: true } } : { [key]: { ...STRENGTHS[key], on: true } };
    const { pixels, width, height } = sideBySide(before, middle(change));
    await save(`imaging/xct/${id}.png`, pixels, width, height);
  }
  await writeFile(new URL('../docs/imaging/xct.md', import.meta.url), table(XCT_EFFECTS));
}

function slice(stored) {
  const [nz, ny, nx] = SHAPE;
  return Uint8Array.from(stored.subarray((nz >> 1) * ny * nx, ((nz >> 1) + 1) * ny * nx), (v) => v >> 8);
}

/** Growth points up. */
function sideBySide(left, right) {
  const [, ny, nx] = SHAPE;
  const width = 2 * nx + GAP;
  const pixels = new Uint8Array(ny * width).fill(255);
  for (let y = 0; y < ny; y++) {
    const row = (ny - 1 - y) * width;
    pixels.set(left.subarray(y * nx, (y + 1) * nx), row);
    pixels.set(right.subarray(y * nx, (y + 1) * nx), row + nx + GAP);
  }
  return { pixels, width, height: ny };
}

function table(effects) {
  const rows = effects.map(({ id, title, params, references }) => {
    const listed = params.map((param) => `\`${param.id}\` ${param.title}${param.unit === '1' ? '' : ` (${param.unit})`}`).join('<br>');
    return `| **${title}**<br>\`${id}\` | ${listed} | ${references.join('<br>') || '-'} | ![${title}](xct/${id}.png) |`;
  });
  return `# Effects of the virtual X-ray microscope

\`lithoscope synthesize FAMILY --modality xct\` draws all of them at random, in this order; \`--param ID=off\` switches one off, \`--param ID=on\` forces it,
and \`lithoscope generators\` lists what else can be given. In the pictures the same slice of columns between a collector (below) and dense particles (above)
is seen without the effect on the left and with it, at a strength that shows, on the right. \`node scripts/gallery.mjs xct\` draws them and writes this page.

| effect | parameters | reference | without and with |
|---|---|---|---|
${rows.join('\n')}

## What is drawn

- **Kinds of scans**: laboratory scans with absorption only (30 %), synchrotron scans with edges (30 %) or after phase retrieval (40 %). A fourth kind,
  \`--param regime=limited-angle\`, is never drawn: a missing wedge of 25 to 50 degrees, rings around an axis inside the picture and strong truncation
  at once. It is kept to judge models on. (Wedges of at most 12 degrees occur in 6 % of the other scans.)
- **Materials**: from the table of \`src/imaging/xct/materials.ts\` (xraylib 4) with jitter for density, porosity and salt in 65 % of the scans. In the rest the
  attenuations are made up around that: SEI from 0.8 to 3.2 times the electrolyte, lithium from 3 to 75 %, gas up to 95 % of lithium, a collector from barely
  brighter than SEI to 300 times as bright. Lithium stays between gas and electrolyte.
- **Noise**: contrast-to-noise ratio 0.8 to 8 even in the logarithm, 6 % of the scans up to 30; amplitude from white to proportional to the frequency, with blur
  inside and across slices, and in 35 % of the scans growing with the attenuation. In most dry cells the ratio is that of lithium to gas.
- **Grey scale**: window with room or cut, saturation from 1 to 20 contrasts above the electrolyte, exponents from 0.55 to 1.8, 8 bits in 35 %, inverted in 5 %.

The contrast-to-noise ratio is exact in the sense of the tests: what is measured in flat lithium and electrolyte agrees with what was set within 3 %.
`;
}
