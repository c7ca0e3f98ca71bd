/** Plausible layouts of a headerless file whose bytes they use up exactly, for a person to choose from. */
import type { StoredType } from '../stored.js';
import { storedBytes } from '../stored.js';
import type { RawLayoutText } from './layout.js';

const MOST = 24;
const OFFSETS = [0, 512, 1024, 2048, 4096, 256, 128];
const TYPES: readonly StoredType[] = ['uint16', 'uint8', 'float32', 'int16'];
/** rows and columns of cameras, flat panels and reconstructions */
const SIDES = [
  64, 100, 128, 150, 200, 250, 256, 300, 320, 350, 400, 450, 480, 500, 512, 600, 640, 650, 700, 720, 750, 768, 800, 850, 900, 960, 992, 1000,
  1004, 1013, 1014, 1016, 1020, 1024, 1100, 1200, 1250, 1280, 1344, 1400, 1500, 1536, 1600, 1700, 1750, 1800, 1888, 1900, 1920, 2000, 2004, 2016,
  2048, 2160, 2200, 2304, 2400, 2500, 2560, 2672, 2880, 3000, 3072, 3200, 4000, 4008, 4096,
]; // prettier-ignore
/** width and height of common detectors that are not square */
const FRAMES: readonly (readonly [number, number])[] = [
  [2560, 2160], [1920, 1536], [1920, 1080], [2304, 2304], [4008, 2672], [1344, 1024], [1280, 1024], [640, 480], [1888, 1408], [3072, 2400],
  [2048, 2000], [1024, 768], [1536, 1944], [2880, 2880], [1024, 2048], [2048, 1024],
]; // prettier-ignore

interface Scored {
  readonly layout: RawLayoutText;
  readonly score: number;
}

function isPowerOfTwo(n: number): boolean {
  return Number.isInteger(Math.log2(n));
}

/** Cubes first, then powers of two, then numbers of planes that are not far from the sides. */
function shapeScore(nz: number, ny: number, nx: number): number {
  let score = 0;
  if (nz === ny && ny === nx) score += 8;
  if (ny === nx) score += 3;
  // a size that is no square is a detector's own: it does not fit by chance
  if (ny !== nx && nz > 1) score += 4;
  if (isPowerOfTwo(nx) && isPowerOfTwo(ny)) score += 2;
  if (isPowerOfTwo(nz) || nz % 50 === 0) score += 1;
  const ratio = nz / Math.max(nx, ny);
  if (nz === 1) score -= 2;
  else if (ratio >= 0.1 && ratio <= 4) score += 2;
  else if (nz > 100_000 || ratio > 40) score -= 6;
  return score;
}

function candidates(voxels: number): [number, number, number][] {
  const planes: [number, number][] = [
    ...SIDES.map((n): [number, number] => [n, n]),
    ...FRAMES.map(([nx, ny]): [number, number] => [ny, nx]),
  ];
  const cube = Math.round(Math.cbrt(voxels));
  const square = Math.round(Math.sqrt(voxels));
  if (cube > 1 && cube ** 3 === voxels) planes.push([cube, cube]);
  if (square > 1 && square ** 2 === voxels) planes.push([square, square]);
  return planes.filter(([ny, nx]) => voxels % (ny * nx) === 0).map(([ny, nx]) => [voxels / (ny * nx), ny, nx]);
}

/** At most 24 layouts, the likeliest first; none for sizes that nothing common fits. */
export function guessRawLayouts(size: number): readonly RawLayoutText[] {
  if (!Number.isSafeInteger(size) || size < 1) return [];
  const found = new Map<string, Scored>();
  for (const [o, offset] of OFFSETS.entries())
    for (const [t, dtype] of TYPES.entries()) {
      const voxels = (size - offset) / storedBytes(dtype);
      if (!Number.isInteger(voxels) || voxels < 4) continue;
      for (const [nz, ny, nx] of candidates(voxels)) {
        const shape = nz === 1 ? [ny, nx] : [nz, ny, nx];
        const layout: RawLayoutText = { shape, dtype, bigEndian: false, offset };
        const key = `${shape.join('x')}/${dtype}/${offset}`;
        // signed samples and headers are rarer than their absence
        if (!found.has(key)) found.set(key, { layout, score: shapeScore(nz, ny, nx) - t * 0.5 - (o === 0 ? 0 : 3 + o * 0.5) });
      }
    }
  return [...found.values()]
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ layout }) => layout);
}
