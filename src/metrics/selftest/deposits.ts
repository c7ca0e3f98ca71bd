/** Deposits of boxes on one and on two collectors: what is live, dead and unknown, how high, how much. */
import type { Phantom, Truth } from './phantom.js';
import { cells, facesOf } from './cells.js';

const [HEIGHT, WIDTH, LENGTH] = [8, 5, 6] as const;
const COLUMNS = WIDTH * LENGTH;

/** 1 lithium, 2 SEI, 4 pore, 9 no phase */
function depositAt(z: number, y: number, x: number): number {
  if (z === 0) return y === 4 && x === 0 ? 4 : 1; // film with a bare corner
  if (y === 1 && x === 1 && (z <= 3 || z === 5)) return 1; // pillar, and a bare fragment one cell above it
  if (y === 3 && x === 3 && z >= 4 && z <= 6) return z === 5 ? 1 : 2; // a fragment between two layers of SEI
  if (y === 4 && x === 5 && z === 6) return 1; // cut by the edges of the image
  return z === 7 && y === 0 && x === 0 ? 9 : 4;
}

/** mAh per cubic metre of dense lithium */
const CHARGE = 1e6 / 4.849e-6 / 100;
/** lithium ions per cubic metre, as charge: eight to a unit cell of so many cubic angstroms */
const ionCharge = (unitCell: number): number => (8e30 / unitCell) * (26801.48 / 6.02214e23);

export const deposit: Phantom = {
  id: 'deposit',
  title: 'Film with a pillar, two loose fragments and one that the image cuts',
  copies: 1,
  make(feature, spacing) {
    const built = cells(feature, spacing, [HEIGHT, WIDTH, LENGTH], depositAt);
    const { n, edge, content, voxels } = built;
    const [az, ay, ax] = facesOf(built);
    const capped = az / (az + ay + ax);
    const heights = [0, ...Array<number>(COLUMNS - 4).fill(1), 6, 6, 7];
    const moment = (power: number): number => heights.reduce((sum, h) => sum + (h - 1.5) ** power, 0) / COLUMNS;
    const layers = [29, 1, 1, 1, 0, 2, 1, 0].flatMap((full) => Array<number>(n[0]).fill(full / COLUMNS));
    const perArea = (number: number): number => ((number * edge[0]) / COLUMNS) * (CHARGE / 1e4);
    const sei = (unitCell: number): number => (2 * edge[0] * ionCharge(unitCell)) / COLUMNS / 1e4;
    const box = content * HEIGHT * COLUMNS;
    const seed = { seed_voxel_zyx: [5 * n[0], 3 * n[1], 3 * n[2]] };
    const exact = (metric: string, value: Truth['value'], params: Record<string, unknown> = {}): Truth => ({
      metric,
      params,
      value,
      allowed: 1e-9,
    });
    const truths: Truth[] = [
      exact('isolation.f_dead', 2 / 35),
      exact('isolation.f_dead_range', [2 / 35, 3 / 35]),
      exact('isolation.dead_volume', 2 * content),
      exact('isolation.pieces', 4),
      exact('isolation.live_voxels', 32 * voxels),
      exact('isolation.dead_voxels', 2 * voxels),
      exact('isolation.unknown_voxels', voxels),
      exact('isolation.f_dead_gap_closed', 1 / 35, { gap_voxels: n[0] }),
      exact('isolation.f_dead_by_rule', { 6: 2 / 35, 18: 2 / 35, 26: 2 / 35 }),
      exact('isolation.f_dead_gap_curve', [2 / 35, n[0] > 1 ? 2 / 35 : 1 / 35], { largest_gap: 1 }),
      exact('isolation.collector_contact_area', 29 * az),
      exact('isolation.collector_contact_share', 29 / 30),
      exact('isolation.dead_encapsulation_mean', capped / 2),
      exact('isolation.dead_encapsulation_by_volume', capped / 2),
      exact('isolation.bare_dead_fragments', 1),
      exact('deposit.equivalent_dense_thickness', (35 / 30) * edge[0]),
      exact('deposit.areal_capacity', perArea(35)),
      exact('deposit.max_live_height_voxels', 4 * n[0]),
      exact('deposit.penetration', 4 / 8),
      exact('deposit.penetration_max', 7 / 8),
      exact('deposit.porosity_of_live_layer', 1 - 32 / 120),
      exact('deposit.porosity_h95', 1 - 35 / 180),
      exact('deposit.practical_volumetric_capacity', (35 / 180) * (CHARGE / 1e6)),
      exact('deposit.expansion_factor', 180 / 35),
      { metric: 'inventory.live_lithium', value: perArea(32), allowed: 1e-3 },
      { metric: 'inventory.dead_lithium', value: perArea(2), allowed: 1e-3 },
      { metric: 'inventory.unknown_lithium', value: perArea(1), allowed: 1e-3 },
      { metric: 'inventory.sei_lithium', params: { sei_compound: 'Li2O' }, value: sei(98.55), allowed: 1e-3 },
      { metric: 'inventory.sei_lithium_range', value: [sei(233.8), sei(98.55)], allowed: 1e-3 },
      {
        metric: 'inventory.charge',
        value: { live: 32 * content * CHARGE, dead: 2 * content * CHARGE, unknown: content * CHARGE },
        allowed: 1e-3,
      },
      {
        metric: 'inventory.titration_hydrogen',
        // one molecule for two electrons
        value: { live: (32 * content * CHARGE * 3.6) / (2 * 0.0964853) },
        allowed: 1e-3,
      },
      exact('height.mean', 1.5 * edge[0]),
      exact('height.mean_covered', (45 / 29) * edge[0]),
      exact('height.p50', edge[0]),
      exact('height.p95', 6 * edge[0]),
      exact('height.max', 7 * edge[0]),
      exact('height.Sa', (heights.reduce((sum, h) => sum + Math.abs(h - 1.5), 0) / COLUMNS) * edge[0]),
      exact('height.Sq', Math.sqrt(moment(2)) * edge[0]),
      exact('height.Sz', 7 * edge[0]),
      exact('height.Ssk', moment(3) / moment(2) ** 1.5),
      exact('height.Sku', moment(4) / moment(2) ** 2),
      exact('height.cv', Math.sqrt(moment(2)) / 1.5),
      exact('height.covered_fraction', 29 / 30),
      exact('profile.fraction_along_axis', layers),
      exact('profile.fraction_along_growth', layers),
      exact('profile.li_fraction_along_growth', layers),
      exact('volume.voxels', 35 * voxels),
      exact('volume.volume', 35 * content),
      exact('volume.fraction', 35 / (HEIGHT * COLUMNS)),
      exact('volume.unknown_label_ids', [9]),
      exact('objects.number', 4),
      exact('objects.number_density', 3 / box),
      exact('objects.volume_p10', content),
      exact('objects.volume_p50', content),
      exact('objects.volume_p90', 22.7 * content),
      exact('objects.volume_mean', (35 / 4) * content),
      exact('objects.largest_share', 32 / 35),
      exact('surface.faces_along_axis', 35 * n[1] * n[2]),
      exact('interface.faces_area', 2 * az),
      exact('shape.bounding_box_voxels_zyx', n, seed),
    ];
    return { volume: { ...built.volume, collectorFaces: ['z-'] }, truths };
  },
};

/** Pillars of three and of two cells on two opposite collectors. */
export const cell: Phantom = {
  id: 'cell',
  title: 'Two collectors, each with a film and a pillar',
  copies: 1,
  make(feature, spacing) {
    const built = cells(feature, spacing, [8, 4, 4], (z, y, x) => {
      const lower = z === 0 || (y === 1 && x === 1 && z < 3);
      const upper = z === 7 || (y === 3 && x === 3 && z > 5);
      return lower || upper ? 1 : 3;
    });
    const truths: Truth[] = [
      { metric: 'isolation.live_voxels_by_face', value: [18 * built.voxels, 17 * built.voxels], allowed: 0 },
      { metric: 'isolation.penetration_by_face', value: [3 / 8, 2 / 8], allowed: 1e-9 },
      { metric: 'isolation.front_gap', value: 3 * built.edge[0], allowed: 1e-9 },
      { metric: 'isolation.short_circuit', value: 0, allowed: 0 },
      { metric: 'deposit.short_circuit_distance', value: Math.hypot(3 * built.edge[0], built.edge[1], built.edge[2]), allowed: 0.06 },
    ];
    return { volume: { ...built.volume, collectorFaces: ['z-', 'z+'] }, truths };
  },
};

export const short: Phantom = {
  id: 'short',
  title: 'Two collectors joined by a pillar',
  copies: 1,
  make(feature, spacing) {
    const built = cells(feature, spacing, [4, 3, 3], (z, y, x) => (z === 0 || z === 3 || (y === 1 && x === 1) ? 1 : 3));
    const truths: Truth[] = [
      { metric: 'isolation.short_circuit', value: 1, allowed: 0 },
      { metric: 'isolation.front_gap', value: 0, allowed: 0 },
      { metric: 'isolation.penetration_by_face', value: [1, 1], allowed: 0 },
      { metric: 'deposit.short_circuit_distance', value: 0, allowed: 0 },
    ];
    return { volume: { ...built.volume, collectorFaces: ['z-', 'z+'] }, truths };
  },
};
