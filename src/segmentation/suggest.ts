/**
 * Which installed model suits a stack. What a person or a sidecar says about the instrument decides; else the number
 * of dimensions and the voxel size, compared with what each model was trained on. The reason is always told.
 */

export interface SuggestModel {
  readonly id: string;
  readonly modality: string | null;
  /** looks at neighbouring slices */
  readonly deep: boolean;
  readonly voxelNm: readonly [number, number] | null;
  /** a smaller network, for large stacks */
  readonly light: boolean;
}

export interface SuggestStack {
  /** one image, and no volume */
  readonly flat: boolean;
  /** what the sidecar or the file says; null: nothing */
  readonly modality: string | null;
  /** z, y, x in nanometres; null: unknown */
  readonly voxelNm: readonly number[] | null;
  readonly voxels: number;
}

export interface Suggestion {
  readonly model: string | null;
  readonly modality: string | null;
  readonly reason: string;
}

const TITLES: Readonly<Record<string, string>> = { xct: 'X-ray tomogram', fib: 'FIB-SEM stack', cryo: 'electron micrograph' };
/** above this the light network is worth its lower score */
const LARGE = 2 ** 27;

export function suggestModel(stack: SuggestStack, models: readonly SuggestModel[]): Suggestion {
  const known = models.filter(({ modality }) => modality !== null);
  if (stack.modality !== null) {
    const found = best(stack, known.filter(({ modality }) => modality === stack.modality)); // prettier-ignore
    const what = `The stack is said to be a ${titleOf(stack.modality)}`;
    return found === null
      ? { model: null, modality: stack.modality, reason: `${what}, and no installed model was trained on such images.` }
      : { model: found.id, modality: stack.modality, reason: `${what}, which ${found.id} was trained on.` };
  }
  const fitting = known.filter(({ deep }) => deep !== stack.flat);
  const shape = stack.flat ? 'It is one image' : 'It is a volume';
  if (stack.voxelNm === null) {
    const found = best(stack, stack.flat ? fitting : fitting.filter(({ modality }) => modality === 'xct'));
    return answer(found, `${shape} of unknown voxel size`, 'the usual instrument for it');
  }
  // slices may be thicker than pixels are wide: the pixel tells the instrument
  const size = Math.min(...stack.voxelNm);
  const nearest = Math.min(...fitting.map(({ voxelNm }) => decades(size, voxelNm)));
  const reaching = fitting.filter(({ voxelNm }) => decades(size, voxelNm) === nearest);
  // ranges of instruments overlap: the one in whose middle the pixel lies
  const middle = Math.min(...reaching.map(({ voxelNm }) => fromMiddle(size, voxelNm)));
  const found = best(stack, reaching.filter(({ voxelNm }) => fromMiddle(size, voxelNm) === middle)); // prettier-ignore
  const voxel = `${shape} with voxels of ${Number(size.toPrecision(3))} nm`;
  return answer(found, voxel, nearest === 0 ? 'within its training range' : 'the nearest training range, but outside of it');
}

function answer(found: SuggestModel | null, what: string, why: string): Suggestion {
  if (found === null) return { model: null, modality: null, reason: `${what}, and no installed model is made for that.` };
  return { model: found.id, modality: found.modality, reason: `${what}: ${found.id} (${titleOf(found.modality ?? '')}), ${why}.` };
}

function titleOf(modality: string): string {
  return TITLES[modality] ?? modality;
}

/** The full network unless the stack is large; then by name, so that the choice never depends on the order of a folder. */
function best(stack: SuggestStack, models: readonly SuggestModel[]): SuggestModel | null {
  const light = stack.voxels > LARGE;
  return (
    models.toSorted((a, b) => Number(a.light !== light) - Number(b.light !== light) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))[0] ?? null
  );
}

/** How many powers of ten a size lies outside a range. */
function decades(size: number, range: readonly [number, number] | null): number {
  if (range === null) return 10;
  const [low, high] = range;
  return Math.max(0, Math.log10(low / size), Math.log10(size / high));
}

/** How many powers of ten a size lies from the geometric middle of a range. */
function fromMiddle(size: number, range: readonly [number, number] | null): number {
  return range === null ? 10 : Math.abs(Math.log10(size / Math.sqrt(range[0] * range[1])));
}
