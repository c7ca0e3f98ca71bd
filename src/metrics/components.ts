/**
 * Connected components of a label stack in all threads: slabs are cut into components independently, joined in order through
 * the planes in which they meet, and labelled in place or only counted and measured. The result is that of one pass over the
 * whole volume, for any slabs. A count needs nothing per voxel, so the stack can be of any size.
 */
import { addPart, finishMerge, foregroundTable, mergeRecords, startMerge } from '../kernels/index.js';
import type { Components, ComponentStats, MergedComponents } from '../kernels/index.js';
import { stackOf } from '../volume/index.js';
import type { LabelStack, LabelVolume } from '../volume/index.js';
import { componentLabelsRequest, componentSlabRequest } from '../workers/components.request.js';
import type { ComponentSlab, ComponentSlabArgs } from '../workers/components.request.js';
import { eachSlab, slabRanges } from './slabs.js';
import type { SlabPorts } from './slabs.js';
import { voxelArray } from './voxel-array.js';

/** What counts as foreground, and which neighbours touch. */
export interface ComponentRule {
  readonly values: readonly number[];
  readonly connectivity: 6 | 18 | 26;
}

async function merged(
  stack: LabelStack,
  { values, connectivity }: ComponentRule,
  asked: Pick<ComponentSlabArgs, 'want' | 'voxel'>,
  ports: SlabPorts,
  take: (part: ComponentSlab, slab: number) => void = () => {},
): Promise<MergedComponents> {
  const common = { shape: stack.shape, connectivity, values: foregroundTable(values), ...asked };
  const merge = startMerge(connectivity);
  await eachSlab(
    stack,
    componentSlabRequest,
    (slab) => ({ ...slab, ...common }),
    (part) => {
      addPart(merge, part);
      take(part, merge.offsets.length - 1);
    },
    ports,
  );
  return finishMerge(merge);
}

/** Number of components. */
export async function countComponents(stack: LabelStack, rule: ComponentRule, ports: SlabPorts): Promise<number> {
  return (await merged(stack, rule, { want: 'number' }, ports)).count;
}

/** Number of components that touch no face of the volume. */
export async function countEnclosed(stack: LabelStack, rule: ComponentRule, ports: SlabPorts): Promise<number> {
  const parts: Uint8Array[] = [];
  const { count, labels } = await merged(stack, rule, { want: 'faces' }, ports, ({ faces }) => {
    parts.push(faces ?? new Uint8Array(0));
  });
  const touches = new Uint8Array(count + 1);
  labels.forEach((own, slab) => {
    const faces = parts[slab];
    own.forEach((component, k) => {
      touches[component] = (touches[component] ?? 0) | (faces?.[k] ?? 0);
    });
  });
  return touches.reduce((enclosed, faces, component) => enclosed + (component > 0 && faces === 0 ? 1 : 0), 0);
}

/** Size, place and second moments of every component; of one voxel the component that holds it, 0 for background. */
export async function measuredComponents(
  stack: LabelStack,
  rule: ComponentRule,
  ports: SlabPorts,
  voxel?: readonly number[],
): Promise<{ readonly count: number; readonly stats: ComponentStats; readonly holder: number }> {
  const records: ArrayBuffer[] = [];
  let held: { slab: number; component: number } | undefined;
  const asked = { want: 'sums', ...(voxel === undefined ? {} : { voxel }) } as const;
  const all = await merged(stack, rule, asked, ports, (part, slab) => {
    records.push(part.records ?? new ArrayBuffer(0));
    if (part.holder > 0) held = { slab, component: part.holder };
  });
  const holder = held === undefined ? 0 : (all.labels[held.slab]?.[held.component - 1] ?? 0);
  return { count: all.count, stats: mergeRecords(all, records), holder };
}

/** Labels of the components, in memory that all threads see. */
export async function labelledComponents(volume: LabelVolume, rule: ComponentRule, ports: SlabPorts): Promise<Components> {
  const { shape, data } = volume;
  const plane = shape[1] * shape[2];
  const parts: ComponentSlab[] = [];
  const { count, labels } = await merged(stackOf(volume), rule, { want: 'runs' }, ports, (part) => parts.push(part));
  const out = voxelArray(data.length, ports.workers);
  await Promise.all(
    slabRanges(shape).map(([first, end], k) => {
      const slab = parts[k]?.slab;
      const own = labels[k];
      if (slab === undefined || own === undefined) throw new TypeError(`slab ${k} was not cut`);
      const args = { slab, labels: own, out: new Uint32Array(out.buffer, out.byteOffset + 4 * first * plane, (end - first) * plane) };
      return ports.workers.run(componentLabelsRequest, args, ports.signal);
    }),
  );
  return { labels: new Uint32Array(out.buffer, out.byteOffset, data.length), count };
}
