/** Random structures, what may be done to them without changing a number, and which metrics a change may alter, with the reason. */
import { createRng } from '../../src/base/index.js';
import type { Face, Shape3, Vec3 } from '../../src/volume/index.js';

export interface Structure {
  readonly data: Uint8Array;
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly face: Face;
}

/** balls of lithium with SEI around some, in pore and electrolyte; 3 voxels stay free at the sides and the top */
export function randomStructure(seed: number): Structure {
  const rng = createRng(seed);
  const shape: Shape3 = [15, 17, 19];
  const spacing: Vec3 = [0.3e-6, 0.2e-6, 0.25e-6];
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]).fill(3);
  for (let ball = 0; ball < 7; ball++) {
    const r = rng.uniform(1.2, 3);
    const centre = [rng.uniform(0, 11 - r), rng.uniform(4 + r, 13 - r), rng.uniform(4 + r, 15 - r)] as const;
    const shell = rng.chance(0.6) ? 1 : 0;
    forEachVoxel(shape, (z, y, x, i) => {
      const distance = Math.hypot(z - centre[0], y - centre[1], x - centre[2]);
      if (distance <= r) data[i] = 1;
      else if (distance <= r + shell && data[i] !== 1) data[i] = 2;
    });
  }
  return { data, shape, spacing, face: 'z-' };
}

function forEachVoxel([nz, ny, nx]: Shape3, visit: (z: number, y: number, x: number, i: number) => void): void {
  for (let z = 0, i = 0; z < nz; z++) for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++, i++) visit(z, y, x, i);
}

/** the structure with `from` telling where the label of each new voxel comes from */
function rearranged(s: Structure, shape: Shape3, from: (z: number, y: number, x: number) => readonly [number, number, number]): Uint8Array {
  const data = new Uint8Array(s.data.length);
  forEachVoxel(shape, (z, y, x, i) => {
    const [a, b, c] = from(z, y, x);
    data[i] = s.data[(a * s.shape[1] + b) * s.shape[2] + c]!;
  });
  return data;
}

const wrap = (index: number, length: number): number => (index + length) % length;
const moved = (s: Structure): Structure => ({
  ...s,
  data: rearranged(s, s.shape, (z, y, x) => [z, wrap(y - 2, s.shape[1]), wrap(x + 3, s.shape[2])]),
});
export const mirrored = (s: Structure): Structure => ({ ...s, data: rearranged(s, s.shape, (z, y, x) => [z, y, s.shape[2] - 1 - x]) });
export const turnedOver = (s: Structure): Structure => ({
  ...s,
  data: rearranged(s, s.shape, (z, y, x) => [s.shape[0] - 1 - z, y, x]),
  face: 'z+',
});

/** old axes z y x become y x z */
export function permuted(s: Structure): Structure {
  const turn = <T>([z, y, x]: readonly [T, T, T]): [T, T, T] => [x, z, y];
  const shape = turn(s.shape);
  const face: Face = s.face === 'z-' ? 'y-' : 'x-';
  return { data: rearranged(s, shape, (z, y, x) => [y, x, z]), shape, spacing: turn(s.spacing), face };
}

const relabelled = (s: Structure): Structure => ({ ...s, data: s.data.map((v) => (v === 3 ? 4 : v === 4 ? 3 : v)) });
export const scaled = (s: Structure): Structure => ({ ...s, spacing: [2 * s.spacing[0], 2 * s.spacing[1], 2 * s.spacing[2]] });

/** lithium, voids and a filled crack at a solid electrolyte, which the random structures lack */
export function solidStructure(): Structure {
  const rng = createRng(21);
  const shape: Shape3 = [14, 12, 16];
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]).fill(6);
  const isVoid = Array.from({ length: shape[1] * shape[2] }, () => rng.chance(0.2));
  forEachVoxel(shape, (z, y, x, i) => {
    if (z < 4) data[i] = z === 3 && isVoid[y * shape[2] + x] ? 4 : 1;
    else if (z < 9 && (x === 6 || x === 7)) data[i] = 1;
  });
  return { data, shape, spacing: [0.3e-6, 0.2e-6, 0.25e-6], face: 'z-' };
}

/** background around: on both sides and above, not at the collector */
function padded(s: Structure): Structure {
  const [nz, ny, nx] = s.shape;
  const shape: Shape3 = [nz + 3, ny + 4, nx + 3];
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]).fill(3);
  forEachVoxel(s.shape, (z, y, x, i) => (data[(z * shape[1] + y + 2) * shape[2] + x + 1] = s.data[i]!));
  return { ...s, data, shape };
}

/** Ids that a change may alter, and why. A reason that explains nothing any more fails. */
type Reasons = readonly (readonly [reason: string, ids: readonly string[]])[];

const ORIGIN: Reasons[number] = [
  'windows and boxes are counted from the origin of the image',
  [
    'fractal.box_counts',
    ...['local_fraction_std', 'integral_range', 'fraction_error', 'representative_edge'].map((name) => `statistics.${name}`),
  ],
];
const TENSOR: Reasons[number] = ['a tensor is named by the axes', ['orientation.normal_tensor']];
const THINNING: Reasons[number] = [
  'the skeleton has one voxel of two in the middle of an even width, by the order of its passes',
  [
    'branch_angle_mean',
    'branch_length_mean',
    'branch_length_p50',
    'branch_radius_mean',
    'branch_tortuosity',
    'branch_types',
    'branches',
    'junctions',
    'junctions_per_length',
    'length',
    'tips',
  ].map((name) => `skeleton.${name}`),
];
const STRAHLER: Reasons[number] = ['the order follows the skeleton', ['skeleton.strahler_order']];
export const TIPS: Reasons[number] = [
  'tips are those of the skeleton',
  ['tips', 'tip_density', 'tip_gap_min', 'tip_gap_median'].map((name) => `deposit.${name}`),
];

export interface Change {
  readonly what: string;
  readonly of: (s: Structure) => Structure;
  /** where an axis goes that a metric is asked along */
  readonly turn?: (axis: string) => string;
  readonly except: Reasons;
}

export const CHANGES: readonly Change[] = [
  {
    what: 'moved by whole voxels',
    of: moved,
    except: [
      ORIGIN,
      ['pairs and fits of slopes end at the edge of the map', ['height.Sdr', 'height.difference_correlation', 'height.correlation_length']],
      ['smoothing sees mirror images at the box faces', ['curvature.mean_distribution', 'curvature.gauss_distribution']],
      [
        'slanted lines end at the edge of the box',
        ['normal_tensor', 'boundary_anisotropy', 'columnarity', 'intercept_anisotropy', 'intercept_lengths'].map(
          (name) => `orientation.${name}`,
        ),
      ],
    ],
  },
  { what: 'mirrored', of: mirrored, except: [ORIGIN, TENSOR, THINNING, TIPS] },
  {
    what: 'turned over with its collector',
    of: turnedOver,
    except: [
      ['boxes are counted from the origin of the image', ['fractal.box_counts']],
      ['the profile starts at index 0 of its axis', ['profile.fraction_along_axis']],
      TENSOR,
      THINNING,
      STRAHLER,
    ],
  },
  {
    what: 'given other labels where it is not measured',
    of: relabelled,
    except: [['the labels that are swapped are named', ['interface.areas', 'interface.triple_line', 'interface.triple_line_per_volume']]],
  },
  {
    what: 'permuted with its axes, spacing and collector',
    of: permuted,
    turn: (axis) => ({ z: 'y', y: 'x', x: 'z' })[axis] ?? axis,
    except: [TENSOR, THINNING, STRAHLER, ['numbers stand in the order of the axes', ['shape.bounding_box_voxels_zyx']]],
  },
  {
    what: 'given more background around it',
    of: padded,
    except: [
      [
        'it is a share of the box, or an amount per volume of the box',
        [
          'volume.fraction',
          'surface.per_volume',
          'topology.euler_density',
          'interface.triple_line_per_volume',
          'objects.number_density',
          ...['two_point', 'two_point_radial', 'two_point_cluster', 'lineal_path', 'lineal_path_radial'].map(
            (name) => `statistics.${name}`,
          ),
          ...['covariance_length_isotropic', 'fraction_error', 'integral_range', 'local_fraction_std', 'representative_edge'].map(
            (name) => `statistics.${name}`,
          ),
          ...['fraction_along_axis', 'fraction_along_growth', 'li_fraction_along_growth'].map((name) => `profile.${name}`),
        ],
      ],
      [
        'it is an amount per area of the collector',
        [
          'areal_capacity',
          'equivalent_dense_thickness',
          'expansion_factor',
          'porosity_h95',
          'porosity_of_live_layer',
          'practical_volumetric_capacity',
          'roughness_factor',
          'tip_density',
        ]
          .map((name) => `deposit.${name}`)
          .concat(['inventory.live_lithium', 'inventory.dead_lithium', 'inventory.sei_lithium_range', 'isolation.collector_contact_share']),
      ],
      [
        'bare columns are part of the surface',
        ['Sa', 'Sdr', 'Sku', 'Sq', 'Ssk', 'correlation_length', 'covered_fraction', 'cv', 'difference_correlation', 'mean', 'p95'].map(
          (name) => `height.${name}`,
        ),
      ],
      [
        'it is measured to the far face of the box',
        ['penetration', 'penetration_max', 'short_circuit_distance', 'tip_gap_min', 'tip_gap_median'].map((name) => `deposit.${name}`),
      ],
      ['boxes are counted from the origin of the image', ['fractal.box_counts', 'fractal.dimension']],
      ['smoothing sees mirror images at the box faces', ['curvature.mean_distribution', 'curvature.gauss_distribution']],
      [
        'slanted lines end at the edge of the box',
        ['orientation.normal_tensor', 'orientation.boundary_anisotropy', 'orientation.columnarity'],
      ],
      ['patches fill the map from its origin', ['morphotype.confidence']],
    ],
  },
];
