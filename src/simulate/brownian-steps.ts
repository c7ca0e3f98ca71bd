/**
 * Exact pieces of Brownian paths with a uniform drift, in sites and with diffusivity 1.
 *
 * Where a path leaves a ball around its start depends on drift only through exp(v.n R / 2D): von Mises in the plane, von
 * Mises-Fisher in space. When a path comes back to a plane: inverse Gaussian time, normal shift. To a circle or sphere: Poisson kernel.
 */
import type { Rng } from '../base/index.js';

/** Cosine to the mean direction on a circle (Best & Fisher 1979, doi 10.2307/2346732). */
export function vonMisesCosine(concentration: number, rng: Rng): number {
  if (concentration < 1e-6) return Math.cos(2 * Math.PI * rng.next());
  const tau = 1 + Math.sqrt(1 + 4 * concentration * concentration);
  const rho = (tau - Math.sqrt(2 * tau)) / (2 * concentration);
  const r = (1 + rho * rho) / (2 * rho);
  for (;;) {
    const z = Math.cos(Math.PI * rng.next());
    const f = (1 + r * z) / (r + z);
    const c = concentration * (r - f);
    const u = rng.next();
    if (c * (2 - c) > u || Math.log(c / u) + 1 >= c) return f;
  }
}

/** Cosine to the mean direction on a sphere, in closed form. */
export function fisherCosine(concentration: number, rng: Rng): number {
  const u = rng.next();
  if (concentration < 1e-6) return 2 * u - 1;
  return 1 + Math.log(u + (1 - u) * Math.exp(-2 * concentration)) / concentration;
}

/** Time to fall by `height` with speed `drift` >= 0 towards the plane (Michael, Schucany & Haas 1976, doi 10.2307/2683801). */
export function returnTime(height: number, drift: number, rng: Rng): number {
  const normal = rng.normal();
  const shape = (height * height) / 2;
  if (drift < 1e-9) return shape / Math.max(normal * normal, 1e-12);
  const mean = height / drift;
  const y = normal * normal;
  const root = mean + (mean * mean * y) / (2 * shape) - (mean / (2 * shape)) * Math.sqrt(4 * mean * shape * y + mean * mean * y * y);
  return rng.next() <= mean / (mean + root) ? root : (mean * mean) / root;
}

/** Angle between start and first hit of a circle of radius `circle`, from `distance` outside it. */
export function returnAngle(distance: number, circle: number, rng: Rng): number {
  return 2 * Math.atan(((distance - circle) / (distance + circle)) * Math.tan(Math.PI * (rng.next() - 0.5)));
}

/** Cosine of the angle between start and first hit of a sphere, or undefined when the path never comes back. */
export function returnCosine(distance: number, sphere: number, rng: Rng): number | undefined {
  if (rng.next() > sphere / distance) return undefined;
  const far = 1 / (distance + sphere);
  const near = 1 / (distance - sphere);
  const s = 1 / (far + rng.next() * (near - far));
  return Math.max(-1, Math.min(1, (distance * distance + sphere * sphere - s * s) / (2 * distance * sphere)));
}

/** A unit vector at the given cosine to another unit vector, turned about it at random. Vectors are z, y, x. */
export function turnedBy(axis: readonly [number, number, number], cosine: number, rng: Rng): [number, number, number] {
  const [az, ay, ax] = axis;
  const sine = Math.sqrt(Math.max(0, 1 - cosine * cosine));
  const angle = 2 * Math.PI * rng.next();
  // two vectors across the axis
  const help = Math.abs(ay) < 0.9 ? [0, 1, 0] : [1, 0, 0];
  const [hz = 0, hy = 0, hx = 0] = help;
  let [uz, uy, ux] = [ay * hx - ax * hy, ax * hz - az * hx, az * hy - ay * hz];
  const norm = Math.hypot(uz, uy, ux);
  [uz, uy, ux] = [uz / norm, uy / norm, ux / norm];
  const [vz, vy, vx] = [ay * ux - ax * uy, ax * uz - az * ux, az * uy - ay * uz];
  const [c, s] = [sine * Math.cos(angle), sine * Math.sin(angle)];
  return [cosine * az + c * uz + s * vz, cosine * ay + c * uy + s * vy, cosine * ax + c * ux + s * vx];
}
