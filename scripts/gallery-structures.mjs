/**
 * Pictures of docs/structures: every family as plated, in section; stripped, in section, with dead lithium in orange; stripped, seen from
 * the side and a little from above. Every growth model: a section and a side view.
 */

const SHAPE = [64, 128, 128];
const VOXEL = 650e-9;
const GAP = 3;

/** One clear example of a family. What is not named here is drawn from the seed. */
const PLAIN = {
  fate: 0,
  cell: 0,
  cover: 0,
  bubbles: 0,
  saltLumps: 0,
  filmRows: 0,
  collectorRows: 8,
  collectorRoughness: 1,
  collectorTilt: 0,
  collectorTiltZ: 0,
  seiThickness: 1.6,
  seiCoverage: 1,
  seiOnCollector: 0,
  husks: 0,
  cuts: 0,
  severed: 0,
};
const STRIPPED = { stripped: 0.4, severed: 0.35, severedHeight: 0.12, husks: 1 };
const FAMILIES = {
  moss: { seed: 4, given: { height: 0.6 } },
  columns: { seed: 3, given: { radius: 6, height: 0.6 } },
  whiskers: { seed: 2, given: { radius: 2, volume: 0.15 } },
  mixed: { seed: 3, given: {} },
  facets: { seed: 5, given: { size: 9 } },
  fibres: { seed: 2, given: { radius: 3, volume: 0.12 } },
  filaments: { seed: 3, given: { cell: 1 } },
  porous: { seed: 5, given: { kind: 2, height: 0.7, scale: 11, share: 0.3, stretch: 1 } },
  shapes: { seed: 4, given: { share: 0.3 } },
  granular: { seed: 2, given: { first: 0.7, children: 3 } },
  dla: { seed: 2, given: {} },
  kmc: { seed: 3, given: { cellSize: 3, focusing: 0.6, hops: 4, bond: 2, wetting: 0.1, share: 0.2 }, stripped: { severed: 0 } },
  film: { seed: 4, given: { rule: 2, thickness: 0.5, cellSize: 3 } },
};
const MODELS = {
  'brownian-dla': {},
  'kmc-lattice': { focusing: 0.6 },
  'kmc-stripped': { model: 'kmc-lattice', focusing: 0.6, stripped: 0.4, stripBond: 1 },
  eden: {},
  ballistic: {},
  rsos: {},
};

export async function draw({ load, save }) {
  const { completeParams, createRng } = await load('src/base/index.ts');
  const simulate = await load('src/simulate/index.ts');
  const { labelComponents } = await load('src/kernels/components.ts');
  const { touchesFaces } = await load('src/kernels/face-voxels.ts');
  const { DEAD_COLOR, PHASES } = await load('src/volume/index.ts');
  const palette = paletteOf(PHASES, DEAD_COLOR);
  const withDead = (labels, shape) => {
    const pieces = labelComponents(labels, shape, 18, { values: [1, 5] });
    const faces = touchesFaces(pieces.labels, pieces.count, shape);
    return labels.map((v, i) => (v === 1 && faces[pieces.labels[i]] === 0 ? DEAD : v));
  };

  for (const family of simulate.FAMILIES) {
    const { seed, given, stripped = {} } = FAMILIES[family.id] ?? { seed: 1, given: {} };
    const make = (more) => {
      const { labels } = simulate.makeDeposit(family, { seed, shape: SHAPE, voxel: VOXEL, given: { ...PLAIN, ...given, ...more } });
      return withDead(labels.data, SHAPE);
    };
    const [before, after] = [make({ stripped: 0 }), make({ ...STRIPPED, ...stripped })];
    const z = fullest(before, SHAPE);
    await saveRow(save, family.id, [
      section(before, SHAPE, z, palette),
      section(after, SHAPE, z, palette),
      sideView(after, SHAPE, palette),
    ]);
  }
  for (const [name, { model = name, ...params }] of Object.entries(MODELS)) {
    const generator = simulate.GENERATORS.find(({ id }) => id === model);
    const { labels } = await generator.run(completeParams(generator.params, params), createRng(1));
    const data = withDead(labels.data, labels.shape);
    await saveRow(save, name, [section(data, labels.shape, fullest(data, labels.shape), palette), sideView(data, labels.shape, palette)]);
  }
}

/** code of dead lithium in the pictures */
const DEAD = 7;

/** Colours of the program; what fills the cell is darkened, so that the deposit stands out. */
function paletteOf(phases, dead) {
  const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const colors = phases.map(({ id, color }) => rgb(color).map((c) => (id === 3 || id === 4 ? 0.25 * c : c)));
  return [...colors, rgb(dead)];
}

/** The plane with the most lithium above the lowest quarter, away from the ends. */
function fullest(labels, [nz, ny, nx]) {
  let best = Math.floor(nz / 2);
  let most = 0;
  for (let z = 4; z < nz - 4; z++) {
    let count = 0;
    for (let i = (z * ny + Math.floor(ny / 4)) * nx; i < (z + 1) * ny * nx; i++) if (labels[i] === 1 || labels[i] === DEAD) count++;
    if (count > most) [best, most] = [z, count];
  }
  return best;
}

/** One plane, growth up. */
function section(labels, [, ny, nx], z, palette) {
  const pixels = new Uint8Array(nx * ny * 3);
  for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) pixels.set(palette[labels[(z * ny + y) * nx + x]], ((ny - 1 - y) * nx + x) * 3);
  return { width: nx, height: ny, pixels };
}

/** Lithium and collector from the front and a little from above, lit from the upper left; everything else is clear. */
function sideView(labels, [nz, ny, nx], palette) {
  const solid = (v) => v === 1 || v === DEAD || v === 5;
  const tilt = 0.3;
  const pixels = new Uint8Array(nx * ny * 3).fill(250);
  for (let row = 0; row < ny; row++)
    for (let x = 0; x < nx; x++)
      for (let z = 0; z < nz; z++) {
        const y = Math.round(row - tilt * z);
        if (y < 0) break;
        const label = labels[(z * ny + y) * nx + x];
        if (!solid(label)) continue;
        const light = lightAt(labels, [nz, ny, nx], [z, y, x], solid) * (1 - (0.45 * z) / nz);
        // steps of grey keep the file small
        const color = palette[label].map((c) => Math.min(255, 1.25 * c * (Math.round(light * 12) / 12)));
        pixels.set(color, ((ny - 1 - row) * nx + x) * 3);
        break;
      }
  return { width: nx, height: ny, pixels };
}

/** From the direction in which most of the neighbourhood is free. */
function lightAt(labels, [nz, ny, nx], [z, y, x], solid) {
  const out = [0, 0, 0];
  for (let dz = -2; dz <= 2; dz++)
    for (let dy = -2; dy <= 2; dy++)
      for (let dx = -2; dx <= 2; dx++) {
        const [k, j, i] = [z + dz, y + dy, x + dx];
        if (k >= 0 && k < nz && j >= 0 && j < ny && i >= 0 && i < nx && solid(labels[(k * ny + j) * nx + i])) continue;
        out[0] += dz;
        out[1] += dy;
        out[2] += dx;
      }
  const length = Math.hypot(...out) || 1;
  const toLight = [-0.6, 0.6, -0.53];
  return 0.35 + 0.65 * Math.max(0, (out[0] * toLight[0] + out[1] * toLight[1] + out[2] * toLight[2]) / length);
}

async function saveRow(save, name, panels) {
  const width = panels.reduce((sum, panel) => sum + panel.width + GAP, -GAP);
  const height = Math.max(...panels.map((panel) => panel.height));
  const pixels = new Uint8Array(width * height * 3).fill(250);
  let from = 0;
  for (const panel of panels) {
    for (let y = 0; y < panel.height; y++)
      pixels.set(panel.pixels.subarray(y * panel.width * 3, (y + 1) * panel.width * 3), (y * width + from) * 3);
    from += panel.width + GAP;
  }
  await save(`structures/${name}.png`, pixels, width, height, 2);
}
