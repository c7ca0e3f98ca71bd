/** Whiskers, needles, spheres, trees and tangles: bodies made of tubes. */
import { param } from '../base/index.js';
import type { ParamSpec, ParamValues, Rng } from '../base/index.js';
import type { Field, Profile } from './specimen-body.js';
import { countIn, placeLines } from './specimen-place.js';
import { curlyLine, kinkedLine, sphereCluster } from './specimen-shapes.js';
import { tubeBody } from './specimen-tube.js';
import type { Node } from './specimen-tube.js';
import type { SpecimenFamily, SpecimenPart } from './specimen.js';

const RADIUS: ParamSpec = { id: 'radius', title: 'Radius', unit: 'm', min: 25e-9, max: 260e-9, default: 80e-9, log: true };

/** Whole lithium inside a tube around lines. */
export function tubePart(lines: readonly (readonly Node[])[], profile: Profile, reach: number, field: Field): SpecimenPart {
  return { body: tubeBody(lines, profile, reach, field), core: 'full' };
}

function needles(params: ParamValues, field: Field, reach: number, rng: Rng, profile: Profile): SpecimenPart[] {
  const count = countIn(param(params, 'count'), param(params, 'radius'), field, rng);
  return Array.from({ length: count }, () => {
    const radius = param(params, 'radius') * rng.uniform(0.7, 1.3);
    const length = Math.max(param(params, 'length') * radius, rng.chance(0.5) ? 3 * field.extent : 0);
    const line = kinkedLine(radius, length, param(params, 'kinks'), param(params, 'taper'), rng);
    return tubePart(placeLines([line], field, rng), profile, reach, field);
  });
}

const NEEDLE_PARAMS: readonly ParamSpec[] = [
  RADIUS,
  { id: 'count', title: 'Number', unit: 'count', min: 1, max: 4, default: 2, integer: true },
  { id: 'length', title: 'Length over radius', unit: '1', min: 6, max: 60, default: 20, log: true },
  { id: 'kinks', title: 'Kinks of each', unit: 'count', min: 0, max: 4, default: 1, integer: true },
  { id: 'taper', title: 'Share by which the radius falls towards the tip', unit: '1', min: 0, max: 0.7, default: 0.2 },
];

export const whisker: SpecimenFamily = {
  id: 'whisker',
  title: 'Whiskers, straight and kinked',
  heldOut: false,
  params: NEEDLE_PARAMS,
  build: (params, field, reach, rng) => needles(params, field, reach, rng, 'round'),
};

export const faceted: SpecimenFamily = {
  id: 'faceted',
  title: 'Faceted whiskers',
  heldOut: false,
  params: NEEDLE_PARAMS,
  build: (params, field, reach, rng) => needles(params, field, reach, rng, 'faceted'),
};

export const spheres: SpecimenFamily = {
  id: 'spheres',
  title: 'Nuclei and spheres',
  heldOut: false,
  params: [
    { ...RADIUS, max: 500e-9 },
    { id: 'radiusSpread', title: 'Spread of the logarithm of the radius', unit: '1', min: 0.05, max: 0.6, default: 0.3 },
    { id: 'count', title: 'Spheres of a cluster', unit: 'count', min: 1, max: 14, default: 5, integer: true },
    { id: 'overlap', title: 'Overlap of neighbours', unit: '1', min: -0.1, max: 0.35, default: 0.1 },
    { id: 'clusters', title: 'Clusters', unit: 'count', min: 1, max: 3, default: 1, integer: true },
  ],
  build: (params, field, reach, rng) =>
    Array.from({ length: countIn(param(params, 'clusters'), param(params, 'radius'), field, rng) }, () => {
      const [radius, spread, count] = [param(params, 'radius'), param(params, 'radiusSpread'), param(params, 'count')];
      const cluster = sphereCluster(radius * rng.uniform(0.6, 1.4), spread, count, param(params, 'overlap'), rng);
      return tubePart(placeLines(cluster, field, rng), 'round', reach, field);
    }),
};

export const branching: SpecimenFamily = {
  id: 'branching',
  title: 'Trees with side branches',
  heldOut: false,
  params: [
    { ...RADIUS, max: 150e-9 },
    { id: 'generations', title: 'Generations of branches', unit: 'count', min: 1, max: 3, default: 2, integer: true },
    { id: 'spacing', title: 'Distance of side branches over radius', unit: '1', min: 2.5, max: 9, default: 4 },
    { id: 'angle', title: 'Angle of side branches', unit: 'deg', min: 35, max: 90, default: 60 },
    { id: 'scatter', title: 'Scatter of angles and lengths', unit: '1', min: 0.02, max: 0.5, default: 0.2 },
  ],
  build: (params, field, reach, rng) => {
    const lines: Node[][] = [];
    const radius = param(params, 'radius');
    growBranch(
      lines,
      { y: 0, x: 0, radius },
      rng.uniform(0, 2 * Math.PI),
      rng.uniform(18, 45) * radius,
      param(params, 'generations'),
      params,
      rng,
    );
    return [tubePart(placeLines(lines, field, rng), 'round', reach, field)];
  },
};

/** A line that bears thinner and shorter lines on both sides. */
function growBranch(lines: Node[][], root: Node, angle: number, length: number, left: number, params: ParamValues, rng: Rng): void {
  const scatter = param(params, 'scatter');
  const step = root.radius * param(params, 'spacing');
  const line: Node[] = [root];
  let [at, way, node] = [0, angle, root];
  while (at < length && lines.length < 150) {
    way += 0.3 * scatter * rng.normal();
    at += step;
    const radius = Math.max(root.radius * (1 - (0.6 * at) / length), 0.25 * root.radius);
    node = { y: node.y + step * Math.sin(way), x: node.x + step * Math.cos(way), radius, part: lines.length % 250 };
    line.push(node);
    if (left === 0) continue;
    const turn = ((param(params, 'angle') * Math.PI) / 180) * (1 + scatter * rng.normal());
    for (const side of [-1, 1])
      if (rng.chance(0.8)) {
        const child = { ...node, radius: radius * rng.uniform(0.55, 0.8) };
        growBranch(lines, child, way + side * turn, (length - at) * rng.uniform(0.3, 0.3 + scatter + 0.2), left - 1, params, rng);
      }
  }
  lines.push(line);
}

export const tangle: SpecimenFamily = {
  id: 'tangle',
  title: 'Moss of curly wires',
  heldOut: false,
  params: [
    { ...RADIUS, min: 20e-9, max: 140e-9 },
    { id: 'wires', title: 'Wires', unit: 'count', min: 2, max: 12, default: 5, integer: true },
    { id: 'steps', title: 'Length over radius', unit: 'count', min: 10, max: 60, default: 30, integer: true },
    { id: 'bend', title: 'Turn per radius of length', unit: 'rad', min: 0.1, max: 0.7, default: 0.3 },
    { id: 'planes', title: 'Layers along the beam', unit: 'count', min: 1, max: 3, default: 2, integer: true },
  ],
  build: (params, field, reach, rng) =>
    Array.from({ length: countIn(param(params, 'planes'), param(params, 'radius'), field, rng) }, () => {
      const radius = param(params, 'radius') * rng.uniform(0.8, 1.25);
      const wires = countIn(Math.ceil(param(params, 'wires') / param(params, 'planes')), radius, field, rng);
      const lines = Array.from({ length: wires }, () =>
        placeLines([curlyLine(radius, param(params, 'steps'), param(params, 'bend'), rng)], field, rng),
      );
      return tubePart(lines.flat(), 'round', reach, field);
    }),
};

export const beads: SpecimenFamily = {
  id: 'beads',
  title: 'Whiskers that break up into beads',
  heldOut: true,
  params: [
    { ...RADIUS, max: 200e-9 },
    { id: 'count', title: 'Number of chains', unit: 'count', min: 1, max: 3, default: 1, integer: true },
    { id: 'wave', title: 'Distance of beads over radius', unit: '1', min: 2.2, max: 6, default: 3.5 },
    { id: 'neck', title: 'Radius of the necks over that of the beads, below 0.1 for none', unit: '1', min: 0, max: 0.7, default: 0.3 },
  ],
  build: (params, field, reach, rng) =>
    Array.from({ length: countIn(param(params, 'count'), param(params, 'radius'), field, rng) }, () => {
      const radius = param(params, 'radius') * rng.uniform(0.7, 1.3);
      return tubePart(placeLines(beadLines(radius, param(params, 'wave'), param(params, 'neck'), rng), field, rng), 'round', reach, field);
    }),
};

/** Beads on a slightly bent line; those without a neck are lines of their own. */
function beadLines(radius: number, wave: number, neck: number, rng: Rng): Node[][] {
  const lines: Node[][] = [];
  let angle = rng.uniform(0, 2 * Math.PI);
  let [y, x] = [0, 0];
  for (let k = 0; k < 16; k++) {
    const bead = { y, x, radius: radius * rng.uniform(0.75, 1.2), part: k };
    angle += 0.15 * rng.normal();
    const apart = wave * radius * rng.uniform(0.8, 1.2);
    y += apart * Math.sin(angle);
    x += apart * Math.cos(angle);
    lines.push([bead]);
    if (neck >= 0.1)
      lines.push([
        { ...bead, radius: neck * radius },
        { y, x, radius: neck * radius, part: k },
      ]);
  }
  return lines;
}
