/** Voxels of phases as hexahedra: counted first, then written array by array, so that no array is ever in memory. */
import { checkAborted, UnsupportedError } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import type { HexahedraContent, HexahedraWriter } from '../../formats/index.js';
import type { HexCounts, HexSlab } from '../../kernels/index.js';
import { hexLabels } from '../../kernels/index.js';
import { hexCountsRequest, hexNodesRequest, hexPointsRequest } from '../../workers/index.js';
import type { ServiceHost } from '../service-host.js';
import { presentPhases } from './chosen-phases.js';
import { frameOf } from './coarse-stack.js';
import { inOrder, layerSlabs, planesAround } from './slab-tasks.js';
import type { LayerSlab } from './slab-tasks.js';
import type { Meshed, MeshRequest } from './surfaces.js';

/** what readers and solvers take, and what 32-bit indices of eight nodes can tell apart */
export const MAX_HEXAHEDRA = 50_000_000;

interface CountedSlab extends LayerSlab {
  readonly counts: HexCounts;
  /** of all labels */
  readonly cells: number;
  /** nodes of all slabs before */
  readonly base: number;
}

type SlabReader = (slab: LayerSlab) => Promise<HexSlab>;

async function countSlabs(
  host: ServiceHost,
  read: SlabReader,
  slabs: readonly LayerSlab[],
  name: string,
  options: RunOptions,
): Promise<CountedSlab[]> {
  const counted: CountedSlab[] = [];
  let [base, total] = [0, 0];
  const count = async (slab: LayerSlab): Promise<HexCounts> => host.ports.workers.run(hexCountsRequest, await read(slab), options.signal);
  for await (const counts of inOrder(host, slabs, count, options.signal)) {
    const slab = slabs[counted.length];
    if (slab === undefined) break;
    const cells = counts.cells.reduce((sum, n) => sum + n, 0);
    counted.push({ ...slab, counts, cells, base });
    base += counts.nodes;
    total += cells;
    options.onProgress?.({ done: counted.length, total: slabs.length, what: 'slabs counted' });
  }
  if (total > MAX_HEXAHEDRA)
    throw new UnsupportedError(
      `${name} would become ${total} hexahedra; at most ${MAX_HEXAHEDRA} are written: coarsen the labels (--coarsen 2 makes 8 times fewer), or choose fewer phases.`,
      { code: 'too-many-cells', subject: name },
    );
  return counted;
}

export async function writeHexahedra(
  host: ServiceHost,
  writer: HexahedraWriter,
  request: MeshRequest,
  checkPath: (path: string) => Promise<void>,
  options: RunOptions,
): Promise<Meshed> {
  const { mesh, phases, asked, output, name } = request;
  const { stack } = mesh;
  const { unit, spacing, origin } = frameOf(mesh);
  const { workers } = host.ports;
  const { signal } = options;
  const chosen = new Uint8Array(256);
  for (const { id } of phases) chosen[id] = 1;
  const read: SlabReader = async (slab) => ({
    planes: await planesAround(stack, slab, signal),
    shape: stack.shape,
    chosen,
    first: slab.first,
    end: slab.end,
  });

  const slabs = await countSlabs(host, read, layerSlabs(stack.shape), name, options);
  const found = presentPhases(
    phases.map((phase) => ({ phase, voxels: slabs.reduce((sum, { counts }) => sum + (counts.cells[phase.id] ?? 0), 0) })),
    asked,
    name,
  );
  await checkPath(output);
  const content: HexahedraContent = {
    nodes: slabs.reduce((sum, { counts }) => sum + counts.nodes, 0),
    cells: found.reduce((sum, { voxels }) => sum + voxels, 0),
    phases: found.map(({ phase }) => phase),
    unit,
    points: () =>
      inOrder(
        host,
        slabs,
        async (slab) => workers.run(hexPointsRequest, { ...(await read(slab)), spacing, origin, nodes: slab.counts.nodes }, signal),
        signal,
      ),
    connectivity: () =>
      inOrder(
        host,
        slabs,
        async (slab) => workers.run(hexNodesRequest, { ...(await read(slab)), base: slab.base, cells: slab.cells }, signal),
        signal,
      ),
    async *labels() {
      for (const slab of slabs) {
        checkAborted(signal);
        yield hexLabels(await read(slab), slab.cells);
      }
    },
  };
  await writer.write(host.formats, output, content, options);
  const one = spacing[0] * spacing[1] * spacing[2];
  return {
    files: [
      {
        path: output,
        bytes: (await host.ports.files.stat(output)).size,
        phase: found.length === 1 ? (found[0]?.phase.name ?? null) : null,
      },
    ],
    phases: found.map(({ phase, voxels }) => ({ id: phase.id, name: phase.name, voxels, cells: voxels, volume: voxels * one })),
  };
}
