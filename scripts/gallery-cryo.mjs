/**
 * Pictures of docs/imaging/cryo (every effect of the cryo electron microscope, without on the left and with it on the right) and of
 * docs/structures (every family of thin specimens: bright field, dark field, truth), and the pages docs/imaging/cryo.md and
 * docs/structures/specimens.md.
 */
import { writeFile } from 'node:fs/promises';

const SIDE = 176;
const GAP = 6;

const OVERVIEW = { family: 'whisker', seed: 2, pixel: 2.2e-9, given: { radius: 45e-9, kinks: 1, count: 2, shellThickness: 16e-9, shellStructure: 1, support: 1, ice: 0, debris: 0, shellCoverage: 1, grainSize: 12e-9, roughness: 0.8e-9 } }; // prettier-ignore
const CLOSE_UP = { family: 'whisker', seed: 7, pixel: 1.1e-10, given: { radius: 30e-9, kinks: 0, count: 1, shellThickness: 6e-9, shellStructure: 1, crystalline: 0, amorphous: 0, support: 0, ice: 0, debris: 0, shellCoverage: 1, grainSize: 5e-9, crystalShare: 0.6, roughness: 0.2e-9 } }; // prettier-ignore

/** Where an effect is seen best, what else has to be on, and strengths that show. */
const SCENES = {
  frost: { given: { frostCoverage: 0.04 } },
  damage: { given: { bubbleCoverage: 0.4 } },
  absorption: { given: { stopped: 1 }, without: { absorption: 0 } },
  diffraction: { given: { diffractionStrength: 1.2, bendContours: 1 } },
  potential: { close: true, given: { potential: 1 }, base: { defocus: -80e-9, transfer: 1, stopped: 0.3 } },
  texture: { close: true, given: { textureStrength: 0.15 }, base: { defocus: -60e-9, transfer: 1, potential: 1, stopped: 0.2 } },
  lattice: { close: true, given: { fringeStrength: 0.4 }, base: { defocus: -45e-9, transfer: 1, potential: 1, stopped: 0.2 } },
  transfer: { close: false, given: { defocus: -1.5e-6 }, base: { potential: 1 } },
  darkField: { given: { darkField: 1 } },
  scan: { given: { rowJitter: 1.5, scan: 1 } },
  illumination: { given: { illumination: 1 } },
  drift: { given: { driftLength: 8 } },
  detector: { given: { cameraHalfWidth: 0.08 } },
  dose: { given: { electrons: 15 } },
  cameraFaults: { given: { cameraFaults: 1 }, seed: 3 },
};

const PLAIN = {
  shellCoverage: 1,
  shellStructure: 1,
  shellThickness: 14e-9,
  grainSize: 10e-9,
  support: 0,
  ice: 0,
  debris: 0,
  roughness: 1e-9,
};
const FAMILIES = {
  whisker: { seed: 2, given: { radius: 50e-9, count: 2, kinks: 2 } },
  faceted: { seed: 3, given: { radius: 60e-9, count: 2, kinks: 1 } },
  spheres: { seed: 4, given: { radius: 60e-9, count: 7, clusters: 1 } },
  branching: { seed: 5, given: { radius: 28e-9, generations: 2 } },
  tangle: { seed: 6, given: { radius: 28e-9, wires: 5 } },
  lump: { seed: 7, given: { region: 170e-9, feature: 0.14, fill: 0.7, half: 60e-9 } },
  flake: { seed: 8, given: { half: 50e-9 } },
  husk: { seed: 9, given: { origin: 1, left: 0.3 } },
  partial: { seed: 12, given: { origin: 0, gap: 0.45, left: 0 } },
  pile: { seed: 11, given: { origin: 0 } },
  beads: { seed: 12, given: { radius: 45e-9, count: 1 } },
  plates: { seed: 13, given: { radius: 80e-9, count: 3, half: 50e-9 } },
};

export async function draw({ load, save }) {
  const { cryo, CRYO_EFFECTS } = await load('src/imaging/cryo/index.ts');
  const { createRng } = await load('src/base/index.ts');
  const { makeSpecimen, SPECIMENS } = await load('src/simulate/index.ts');
  const { PHASES, specimenTruth } = await load('src/volume/index.ts');
  const off = { ...Object.fromEntries(CRYO_EFFECTS.map(({ id }) => [id, 0])), regime: 0, volts: 300e3, bits: 1, inverted: 0 };
  const make = ({ family, seed, pixel, given }) => {
    const record = SPECIMENS.find(({ id }) => id === family);
    return makeSpecimen(record, { seed, shape: [1, SIDE, SIDE], pixel, given });
  };
  const take = (specimen, given, seed = 1) => {
    const spacing = [specimen.pixel, specimen.pixel, specimen.pixel];
    const { labels } = specimenTruth(specimen);
    return grey(cryo.image({ labels, shape: specimen.shape, spacing, specimen, dry: true, given }, createRng(seed)).stored);
  };

  const scenes = { far: make(OVERVIEW), close: make(CLOSE_UP) };
  for (const { id } of CRYO_EFFECTS) {
    const { close = false, given, base = {}, without = {}, seed } = SCENES[id];
    const specimen = close ? scenes.close : scenes.far;
    const common = { ...off, absorption: 1, stopped: 0.8, ...base };
    const pair = [take(specimen, { ...common, ...without }, seed), take(specimen, { ...common, [id]: 1, ...given }, seed)];
    await savePanels(save, `imaging/cryo/${id}.png`, pair.map(rgb));
  }
  await writeFile(new URL('../docs/imaging/cryo.md', import.meta.url), effectsPage(CRYO_EFFECTS, cryo));

  const palette = new Map([...PHASES.map(({ id, color }) => [id, hex(color)]), [7, hex('#d99a1e')]]);
  const clean = { frost: 0, damage: 0, illumination: 0, cameraFaults: 0, drift: 0, bits: 1, inverted: 0, volts: 300e3, stopped: 0.9 };
  for (const { id } of SPECIMENS) {
    const { seed, given } = FAMILIES[id];
    const specimen = make({ family: id, seed, pixel: 2e-9, given: { ...PLAIN, ...given } });
    const { codes } = specimenTruth(specimen);
    const bright = take(specimen, { ...clean, regime: 0, defocus: -1e-6, electrons: 800 }, 5);
    const dark = take(specimen, { ...clean, regime: 1, electrons: 80 }, 5);
    const truth = Uint8Array.from({ length: 3 * codes.length }, (_, k) => palette.get(codes[Math.floor(k / 3)])[k % 3]);
    await savePanels(save, `structures/specimen-${id}.png`, [rgb(bright), rgb(dark), truth]);
  }
  await writeFile(new URL('../docs/structures/specimens.md', import.meta.url), specimensPage(SPECIMENS));
}

/** Between the 0.5th and 99.5th percentile, so that panels can be compared by eye. */
function grey(stored) {
  const sorted = stored.slice().sort();
  const [low, high] = [sorted[Math.floor(0.005 * sorted.length)], sorted[Math.floor(0.995 * (sorted.length - 1))]];
  return Uint8Array.from(stored, (v) => Math.min(255, Math.max(0, (255 * (v - low)) / (high - low || 1))));
}

const rgb = (pixels) => Uint8Array.from({ length: 3 * pixels.length }, (_, k) => pixels[Math.floor(k / 3)]);
const hex = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

async function savePanels(save, path, panels) {
  const width = panels.length * SIDE + (panels.length - 1) * GAP;
  const pixels = new Uint8Array(3 * SIDE * width).fill(255);
  panels.forEach((panel, k) => {
    for (let y = 0; y < SIDE; y++) pixels.set(panel.subarray(3 * y * SIDE, 3 * (y + 1) * SIDE), 3 * (y * width + k * (SIDE + GAP)));
  });
  await save(path, pixels, width, SIDE);
}

function effectsPage(effects, { voxelRange, heldOutRegimes }) {
  const rows = effects.map(({ id, title, params, references }) => {
    const listed = params.map((param) => `\`${param.id}\` ${param.title}${param.unit === '1' ? '' : ` (${param.unit})`}`).join('<br>');
    return `| **${title}**<br>\`${id}\` | ${listed} | ${references.join('<br>') || '-'} | ![${title}](cryo/${id}.png) |`;
  });
  return `# Effects of the virtual cryo electron microscope

\`lithoscope synthesize FAMILY --modality cryo\` draws all of them at random, in this order; \`--param ID=off\` switches one off, \`--param ID=on\` forces it,
and \`lithoscope generators\` lists what else can be given. In the pictures the same whiskers are seen without the effect on the left and with it, at a
strength that shows, on the right. \`node scripts/gallery.mjs cryo\` draws them and writes this page. The specimens are in
[specimens](../structures/specimens.md).

| effect | parameters | reference | without and with |
|---|---|---|---|
${rows.join('\n')}

## What is drawn

- **Kinds of pictures**: transmission in bright field (70 %) and annular dark field (30 %). A third kind, \`--param regime=${heldOutRegimes.join(', ')}\`, is never
  drawn: scanned bright field, with absorption and diffraction contrast but without interference. It is kept to judge models on.
- **Magnification**: pixels from ${voxelRange.map((m) => `${+(m * 1e9).toPrecision(2)} nm`).join(' to ')}, even in the logarithm. Large bodies show an edge in a close-up.
- **Lens**: 300 kV (50 %), 200 kV (40 %), 80 or 120 kV; defocus 0.1 to 5 um at 1 nm pixels and less at finer ones, 10 % above focus; spherical aberration 0.5 to
  2.7 mm or, corrected, within 15 um.
- **Dose**: 5 to 50 electrons per square angstrom at 1 nm pixels, rising at finer ones; 30 % of the pictures have 2 to 80 times fewer.
- **Grey scale**: cut or free room, exponents from 0.55 to 1.8, 8 bits in 45 %, inverted in 4 %.

## What is simplified

- The specimen is a projection: no propagation inside of it, no multiple scattering. Above about 100 nm real contrast of crystals is richer.
- The damping envelopes act on the wave. That is exact for weak specimens; strong ones would need one picture per defocus and angle.
- A grain carries one or two sets of fringes of its own lattice distances at random angles, not the pattern of a zone axis. Phases must not be named from them.
- Dark field is a sum of atoms: no probe propagation, channelling as a random factor per crystal.
- Frozen electrolyte, vacuum and frost are one class. Shells that are thinner than 1.5 nm in projection do not count.
`;
}

function specimensPage(specimens) {
  const rows = specimens.map(({ id, title, heldOut, params }) => {
    const listed = params.map((param) => `\`${param.id}\` ${param.title}${param.unit === '1' ? '' : ` (${param.unit})`}`).join('<br>');
    return `| **${title}**<br>\`${id}\`${heldOut ? '<br>never trained on' : ''} | ${listed} | ![${title}](specimen-${id}.png) |`;
  });
  return `# Thin specimens

Made-up specimens for cryo electron microscopy (\`lithoscope synthesize FAMILY --modality cryo\`): for every pixel the thickness of every material along the beam,
and which crystal it belongs to. Left bright field, middle dark field, right the truth: lithium blue, SEI yellow, crystalline SEI amber, support cyan, vacuum and
thin ice violet. Families that are never trained on are marked. Any label volume can be projected into such a specimen too.

A pixel is lithium where lithium makes up at least a fifth of lithium and SEI along the beam; else SEI, where both together are at least 1.5 nm: the skin seen
outside of the core, empty husks, loose crumbs; else support; else vacuum.

Every specimen has a skin (amorphous, mosaic, crystalline, or two layers in either order; 3 to 60 nm; uneven, in 30 % with bare patches), in 60 % a carbon support
(lacey, the edge of a film, or a whole film of 3 to 20 nm), in half of them up to 60 nm of frozen electrolyte, and in a quarter loose crumbs of SEI.

| family | parameters | bright field, dark field, truth |
|---|---|---|
${rows.join('\n')}
`;
}
