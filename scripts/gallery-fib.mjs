/** Pictures of docs/imaging/fib: every effect of the focused-ion-beam microscope by itself, without on the left and with it on the right. */

const SHAPE = [48, 130, 170];
const VOXEL = 25e-9;

/** Clear levels, and every effect at a strength that shows; all are switched off first. */
const LEVELS = [0, 0.34, 0.62, 0.5, 0.06, 0.88, 0.75];
const STRENGTHS = {
  slicing: { thickness: 3, spread: 0.3, faults: 0.05 },
  drift: { sigma: 1.5, correlation: 0.7, jump: 6, jumps: 0.05, residual: 0.4, trend: 0 },
  foreshortening: { angle: 52 },
  texture: { coarse: [0, 0.04, 0.05, 0.08, 0, 0.02, 0], fine: [0, 0.02, 0.12, 0.04, 0, 0.02, 0], coarseScale: 9, fineScale: 1, walls: 0.35 },
  grains: { size: 28, amplitude: 0.12 },
  subsurface: { weight: 0.45, depth: 4, others: 0.7 },
  poreBack: { void: 0.06, length: 25, gain: 0.9, shadow: 0.01, angle: 37, relief: 0.25 },
  redeposition: { level: 0.7, thickness: 5, from: 0.55 },
  edgeEffect: { amplitude: 0.3, width: 1.8, where: 'pores' },
  charging: { amplitude: 0.3, length: 25, unsteady: 0, flips: 0, insulators: [3], reversed: false },
  curtaining: { amplitude: 0.12, density: 0.25, narrowest: 0.8, widest: 8, fromEdges: 0.7, tilt: 1, rocking: 0, correlation: 0.9, grain: 0.02, fade: 0.8 },
  shadowing: { amplitude: 0.45, power: 1.2, left: 0.25, right: 0, sideWidth: 0.2 },
  scanLines: { jitter: 0.4, flicker: 0.02 },
  detector: { blurRows: 0.8, blurColumns: 0.8, cnr: 0, electrons: 120, amplifier: 0.02, smoothing: 0 },
}; // prettier-ignore

/** Effects whose work is seen along the stack, and those that a wet cell shows best. */
const ALONG_STACK = new Set(['slicing', 'drift']);
const WET = new Set(['texture', 'charging']);
const NAMES = { poreBack: 'pore-back', edgeEffect: 'edge-effect', scanLines: 'scan-lines' };

export async function draw({ load, save }) {
  const { imageFib } = await load('src/imaging/fib/image-fib.ts');
  const { drawFibParameters } = await load('src/imaging/fib/draw.ts');
  const { createRng } = await load('src/base/index.ts');
  const { FAMILIES, makeDeposit } = await load('src/simulate/index.ts');
  const columns = FAMILIES.find(({ id }) => id === 'columns');
  const given = { cover: 0, collectorRows: 8, bubbles: 0, seiThickness: 2.2, seiCoverage: 0.9, stripped: 0.2 };
  const labels = Object.fromEntries(
    ['wet', 'dry'].map((cell, i) => [
      cell,
      makeDeposit(columns, { seed: 12, shape: SHAPE, voxel: VOXEL, given: { ...given, cell: i } }).labels.data,
    ]),
  );
  const drawn = drawFibParameters(createRng(1), SHAPE, 'se');
  const off = Object.fromEntries(Object.keys(STRENGTHS).map((key) => [key, { ...STRENGTHS[key], on: false }]));
  const window = { clipDark: 0, clipBright: 0, gamma: 1, bits: 8, inverted: false };
  const bare = { ...drawn, ...off, levels: LEVELS, fromTop: true, window };
  const shoot = (cell, on, changes = {}) => {
    const switched = Object.fromEntries(on.map((key) => [key, { ...STRENGTHS[key], on: true }]));
    return imageFib(labels[cell], SHAPE, { ...bare, ...switched, ...changes }, createRng(3));
  };

  for (const key of Object.keys(STRENGTHS)) {
    const cell = WET.has(key) ? 'wet' : 'dry';
    const section = ALONG_STACK.has(key) ? along : across;
    const base = key === 'poreBack' || ALONG_STACK.has(key) ? [] : ['poreBack'];
    await saveSideBySide(save, NAMES[key] ?? key, section(shoot(cell, base)), section(shoot(cell, [...base, key])));
  }
  // lithium darkest and copper saturated, against a free order
  const bse = { levels: [0, 0.12, 0.4, 0.44, 0.02, 1, 1] };
  await saveSideBySide(
    save,
    'brightness',
    across(shoot('wet', [], bse)),
    across(shoot('wet', [], { levels: [0, 0.7, 0.3, 0.5, 0.1, 0.85, 0.6] })),
  );
  const clipped = { window: { ...window, clipDark: 0.01, clipBright: 0.02, gamma: 0.7 } };
  await saveSideBySide(save, 'grey-window', across(shoot('dry', ['poreBack'])), across(shoot('dry', ['poreBack'], clipped)));
  const all = Object.keys(STRENGTHS).filter((key) => !['foreshortening', 'charging', 'redeposition', 'drift'].includes(key));
  await saveSideBySide(save, 'together', across(shoot('wet', all)), across(shoot('dry', all)));
}

/** The middle slice, growth up. */
function across({ stored, shape: [nz, ny, nx] }) {
  const z = Math.floor(nz / 2);
  return plane(nx, ny, (x, y) => stored[(z * ny + ny - 1 - y) * nx + x]);
}

/** Slices downward, at a third of the height; thick slices are drawn as they are stored. */
function along({ stored, shape: [nz, ny, nx] }) {
  const y = Math.floor(ny / 3);
  return plane(nx, nz, (x, z) => stored[(z * ny + y) * nx + x]);
}

function plane(width, height, at) {
  return { width, height, pixels: Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)) >> 8) };
}

async function saveSideBySide(save, name, left, right) {
  const gap = 4;
  const width = left.width + gap + right.width;
  const height = Math.max(left.height, right.height);
  const pixels = new Uint8Array(width * height).fill(255);
  for (const [picture, from] of [
    [left, 0],
    [right, left.width + gap],
  ])
    // prettier-ignore
    for (let y = 0; y < picture.height; y++)
      pixels.set(picture.pixels.subarray(y * picture.width, (y + 1) * picture.width), y * width + from);
  await save(`imaging/fib/${name}.png`, pixels, width, height, 2);
}
