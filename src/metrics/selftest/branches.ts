/** Three arms that meet at 120 degrees: what a skeleton gives. */
import type { Phantom, Truth } from './phantom.js';
import { voxelise } from './voxelise.js';

/** Arms in widths, from the middle to their round ends. */
const ARM = 3;

export const star: Phantom = {
  id: 'star',
  title: 'Three round arms that meet at 120 degrees',
  copies: 3,
  make(feature, spacing, rng) {
    const r = feature / 2;
    const reach = ARM * feature - r;
    const turn = rng.uniform(0, 2 * Math.PI);
    const arms = [0, 1, 2].map((k) => turn + (2 * Math.PI * k) / 3);
    const margin = 2 * Math.max(...spacing);
    const across = 2 * (ARM * feature + margin);
    const volume = voxelise([feature + 2 * margin, across, across], spacing, rng, (z, y, x) => {
      for (const angle of arms) {
        const along = Math.min(reach, Math.max(0, y * Math.sin(angle) + x * Math.cos(angle)));
        if (Math.hypot(z, y - along * Math.sin(angle), x - along * Math.cos(angle)) <= r) return 1;
      }
      return 3;
    });
    const prune = { prune_spurs: true };
    const truth = (metric: string, value: Truth['value'], allowed: number): Truth => ({
      metric: `skeleton.${metric}`,
      params: prune,
      value,
      allowed,
    });
    const truths: Truth[] = [
      truth('tips', 3, 0),
      truth('junctions', 1, 0),
      truth('branches', 3, 0),
      truth('branch_types', { tip_tip: 0, tip_junction: 3, junction_junction: 0, cycle: 0 }, 0),
      truth('strahler_order', 2, 0),
      truth('length', 3 * reach, 0.25),
      truth('branch_length_mean', reach, 0.25),
      truth('branch_length_p50', reach, 0.25),
      truth('branch_tortuosity', 1, 0.25),
      truth('branch_angle_mean', 120, 0.1),
      truth('junctions_per_length', 1 / (3 * reach), 0.25),
      truth('branch_radius_mean', r, 0.25),
      { metric: 'topology.euler', value: 1, allowed: 0 },
    ];
    return { volume, truths };
  },
};
