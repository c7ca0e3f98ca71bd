/** Parameters that all procedural deposits share: collector, film, stripping, SEI, gas, cover. */
import type { ParamSpec, ParamValues, Rng } from '../base/index.js';
import { drawParams } from '../base/index.js';

export const COVERS = ['none', 'slab', 'membrane', 'particles'] as const;
export const FATES = ['plated', 'never plated', 'stripped away'] as const;
export const SEI_TEXTURES = ['smooth', 'mosaic', 'layered'] as const;
export const CELLS = ['wet', 'dry', 'mixed'] as const;

export const DEPOSIT_PARAMS: readonly ParamSpec[] = [
  { id: 'collectorRows', title: 'Thickness of the collector in the box', unit: 'voxel', min: 0, max: 60, default: 7 },
  { id: 'collectorRoughness', title: 'Roughness of the collector', unit: 'voxel', min: 0, max: 6, default: 0.7 },
  { id: 'collectorTilt', title: 'Rise of the collector along x', unit: 'deg', min: -15, max: 15, default: 0 },
  { id: 'filmRows', title: 'Dense lithium on the collector', unit: 'voxel', min: 0, max: 100, default: 0 },
  { id: 'stripped', title: 'Share of the plated lithium that is stripped again', unit: '1', min: 0, max: 0.6, default: 0.2 },
  { id: 'stripScale', title: 'Correlation length of the stripped bands', unit: 'voxel', min: 3, max: 20, default: 5, log: true },
  {
    id: 'stripStyle',
    title: 'Where lithium is stripped',
    unit: '1',
    min: 0,
    max: 1,
    default: 0,
    integer: true,
    choices: ['bands', 'patches'],
  },
  { id: 'stripAtFoot', title: 'Preference of stripping for the foot', unit: '1', min: 0, max: 4, default: 0.5 },
  { id: 'severed', title: 'Share of the area where the deposit was cut through', unit: '1', min: 0, max: 1, default: 0 },
  { id: 'severedHeight', title: 'Mean height of the cut over free height', unit: '1', min: 0.02, max: 0.6, default: 0.12, log: true },
  { id: 'seiThickness', title: 'Thickness of the SEI', unit: 'voxel', min: 0, max: 12, default: 1.6 },
  { id: 'seiSpread', title: 'Spread of the SEI thickness over its mean', unit: '1', min: 0, max: 0.8, default: 0.25 },
  { id: 'seiCoverage', title: 'Share of the lithium surface under SEI', unit: '1', min: 0, max: 1, default: 0.9 },
  { id: 'husks', title: 'SEI that stays where lithium was stripped', unit: '1', min: 0, max: 1, default: 0, integer: true },
  { id: 'seiOnCollector', title: 'SEI on the bare collector', unit: '1', min: 0, max: 1, default: 0, integer: true },
  { id: 'saltLumps', title: 'Lumps of salt-rich residue', unit: 'count', min: 0, max: 12, default: 0, integer: true },
  { id: 'bubbles', title: 'Gas bubbles', unit: 'count', min: 0, max: 8, default: 2, integer: true },
  { id: 'cell', title: 'Filling of the cell', unit: '1', min: 0, max: 2, default: 0, integer: true, choices: CELLS },
  { id: 'gasShare', title: 'Share of gas in a mixed cell', unit: '1', min: 0.1, max: 0.9, default: 0.5 },
  { id: 'gasScale', title: 'Correlation length of the gas in a mixed cell', unit: 'voxel', min: 5, max: 25, default: 12, log: true },
  { id: 'cover', title: 'What lies on top', unit: '1', min: 0, max: 3, default: 0, integer: true, choices: COVERS },
  { id: 'coverRows', title: 'Thickness of the cover in the box', unit: 'voxel', min: 3, max: 80, default: 10 },
  { id: 'collectorTiltZ', title: 'Rise of the collector along z', unit: 'deg', min: -15, max: 15, default: 0 },
  { id: 'cuts', title: 'Thin flat cuts through the deposit', unit: 'count', min: 0, max: 8, default: 0, integer: true },
  { id: 'afloat', title: 'How far cut-off pieces float', unit: 'voxel', min: 0, max: 12, default: 0 },
  { id: 'seiTexture', title: 'Texture of the SEI', unit: '1', min: 0, max: 2, default: 0, integer: true, choices: SEI_TEXTURES },
  { id: 'seiGrain', title: 'Size of the patches of a mosaic', unit: 'voxel', min: 2.5, max: 14, default: 5, log: true },
  { id: 'seiSlope', title: 'Change of the SEI thickness from foot to top over its mean', unit: '1', min: -0.8, max: 0.8, default: 0 },
  { id: 'fate', title: 'Whether lithium is there', unit: '1', min: 0, max: 2, default: 0, integer: true, choices: FATES },
];

/**
 * A random set. Shares of special cases (no film, nothing stripped, dry) are stated here; given values win, then the family's own.
 * About one volume in twenty is ruled by one phase: a film, a cover, a collector or a shell that fills most of the box.
 */
export function drawDepositParams(rng: Rng, given: ParamValues = {}, own: ParamValues = {}): Record<string, number> {
  const drawn = drawParams(DEPOSIT_PARAMS, rng.fork('even'), given);
  const odds = rng.fork('odds');
  const cutOff = odds.chance(0.3);
  const special: Record<string, number> = {
    collectorRows: odds.chance(0.1) ? 0 : odds.chance(0.02) ? odds.uniform(20, 60) : odds.uniform(2, 14),
    collectorRoughness: odds.chance(0.75) ? odds.uniform(0, 1.8) : odds.uniform(1.8, 6),
    collectorTilt: odds.chance(0.5) ? 0 : odds.chance(0.75) ? odds.uniform(-4, 4) : odds.uniform(-15, 15),
    collectorTiltZ: odds.chance(0.6) ? 0 : odds.chance(0.75) ? odds.uniform(-4, 4) : odds.uniform(-15, 15),
    filmRows: odds.chance(0.72) ? 0 : odds.chance(0.92) ? odds.logUniform(1, 35) : odds.uniform(35, 100),
    stripped: odds.chance(0.35) ? 0 : odds.uniform(0.03, 0.5),
    severed: cutOff ? odds.uniform(0.1, 0.8) : 0,
    severedHeight: odds.logUniform(0.02, 0.6),
    cuts: odds.chance(0.8) ? 0 : 1 + odds.int(8),
    afloat: odds.chance(0.85) ? 0 : odds.uniform(1, 12),
    seiThickness: odds.chance(0.06)
      ? 0
      : odds.chance(0.76)
        ? odds.uniform(1, 2.8)
        : odds.chance(0.9)
          ? odds.uniform(2.8, 6)
          : odds.uniform(6, 12),
    seiSpread: odds.chance(0.7) ? odds.uniform(0, 0.4) : odds.uniform(0.4, 0.8),
    seiCoverage: odds.chance(0.6) ? 1 : odds.uniform(0.3, 1),
    seiTexture: odds.chance(0.75) ? 0 : 1 + odds.int(2),
    seiSlope: odds.chance(0.6) ? 0 : odds.uniform(-0.8, 0.8),
    husks: odds.chance(0.4) ? 1 : 0,
    seiOnCollector: odds.chance(0.25) ? 1 : 0,
    saltLumps: odds.chance(0.75) ? 0 : 1 + odds.int(12),
    bubbles: odds.chance(0.5) ? 0 : 1 + odds.int(8),
    cell: odds.chance(0.5) ? 0 : odds.chance(0.55) ? 1 : 2,
    cover: odds.chance(0.6) ? 0 : 1 + odds.int(3),
    coverRows: odds.chance(0.93) ? odds.uniform(3, 30) : odds.uniform(30, 80),
    fate: odds.chance(0.98) ? 0 : 1 + odds.int(2),
  };
  return { ...drawn, ...special, ...own, ...pickKnown(given) };
}

function pickKnown(given: ParamValues): ParamValues {
  return Object.fromEntries(Object.entries(given).filter(([id]) => DEPOSIT_PARAMS.some((spec) => spec.id === id)));
}
