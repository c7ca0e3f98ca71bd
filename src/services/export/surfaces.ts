/** Surfaces of phases: made slab by slab in worker tasks, kept as parts, written by the writer that the name asks for. */
import { InvalidInputError } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import type { MeshDocument } from '../../contract/index.js';
import type { Surface, SurfaceWriter } from '../../formats/index.js';
import type { NetPart } from '../../kernels/index.js';
import type { Phase } from '../../volume/index.js';
import { surfaceNetRequest } from '../../workers/index.js';
import type { ServiceHost } from '../service-host.js';
import { presentPhases } from './chosen-phases.js';
import { frameOf } from './coarse-stack.js';
import type { MeshStack } from './coarse-stack.js';
import { inOrder, layerSlabs, planesAround } from './slab-tasks.js';

/** indices and counts of the formats have 32 bits with a sign */
const MAX_TRIANGLES = 500_000_000;
/** of the memory budget, that surfaces may take */
const MEMORY_SHARE = 0.5;

export interface MeshRequest {
  readonly mesh: MeshStack;
  readonly phases: readonly Phase[];
  /** somebody named the phases */
  readonly asked: boolean;
  readonly output: string;
  /** of the labels, for messages */
  readonly name: string;
}

export type Meshed = Pick<MeshDocument, 'files' | 'phases'>;

interface PhaseSurface {
  readonly phase: Phase;
  readonly parts: readonly NetPart[];
  readonly voxels: number;
}

async function netsOf(host: ServiceHost, { mesh, phases, asked, name }: MeshRequest, options: RunOptions): Promise<PhaseSurface[]> {
  const { stack } = mesh;
  const { spacing } = frameOf(mesh);
  const slabs = layerSlabs(stack.shape);
  const values = phases.map(({ id }) => id);
  const results = inOrder(
    host,
    slabs,
    async (slab) => {
      const planes = await planesAround(stack, slab, options.signal);
      return host.ports.workers.run(surfaceNetRequest, { planes, shape: stack.shape, spacing, values, ...slab }, options.signal);
    },
    options.signal,
  );
  const parts = phases.map((): NetPart[] => []);
  let [bytes, triangles, done] = [0, 0, 0];
  for await (const nets of results) {
    for (const [k, net] of nets.entries()) {
      parts[k]?.push(net);
      bytes += net.vertices.byteLength + net.triangles.byteLength;
      triangles += net.triangles.length / 3;
    }
    if (triangles > MAX_TRIANGLES || bytes > MEMORY_SHARE * host.options.memoryBytes)
      throw new InvalidInputError(
        `The surfaces of ${name} have more than ${triangles - 1} triangles, too many for the memory budget or the formats; coarsen the labels, mesh fewer phases, or raise the budget.`,
        { code: 'too-many-triangles', subject: name },
      );
    options.onProgress?.({ done: ++done, total: slabs.length, what: 'slabs' });
  }
  const found = phases.map((phase, k) => ({
    phase,
    parts: parts[k] ?? [],
    voxels: (parts[k] ?? []).reduce((sum, net) => sum + net.voxels, 0),
  }));
  return presentPhases(found, asked, name);
}

/** `dendrite.stl` with lithium: `dendrite.lithium.stl` */
export function nameOfPhase(output: string, phase: Phase): string {
  return output.replace(/(\.[^.]+)$/, `.${phase.name}$1`);
}

/** The files that will be written. */
function filesOf(
  writer: SurfaceWriter,
  output: string,
  surfaces: readonly PhaseSurface[],
): { path: string; surfaces: readonly PhaseSurface[] }[] {
  if (writer.several || surfaces.length === 1) return [{ path: output, surfaces }];
  return surfaces.map((surface) => ({ path: nameOfPhase(output, surface.phase), surfaces: [surface] }));
}

function describe({ phase, parts, voxels }: PhaseSurface): Meshed['phases'][number] {
  const sum = (of: (part: NetPart) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    id: phase.id,
    name: phase.name,
    voxels,
    vertices: sum(({ vertices }) => vertices.length / 3),
    triangles: sum(({ triangles }) => triangles.length / 3),
    volume: sum(({ volume }) => volume),
    area: sum(({ area }) => area),
    contacts: { edges: sum(({ contactEdges }) => contactEdges), vertices: sum(({ contactVertices }) => contactVertices) },
  };
}

export async function writeSurfaces(
  host: ServiceHost,
  writer: SurfaceWriter,
  request: MeshRequest,
  checkPath: (path: string) => Promise<void>,
  options: RunOptions,
): Promise<Meshed> {
  const found = await netsOf(host, request, options);
  const { unit, spacing, origin } = frameOf(request.mesh);
  const frame = { unit, scale: [spacing[2], spacing[1], spacing[0]] as const, origin: [origin[2], origin[1], origin[0]] as const };
  const planned = filesOf(writer, request.output, found);
  for (const { path } of planned) await checkPath(path);
  const files: Meshed['files'] = [];
  for (const { path, surfaces } of planned) {
    const content: readonly Surface[] = surfaces;
    await writer.write(host.formats, path, { surfaces: content, frame }, options);
    const [only] = surfaces;
    const phase = surfaces.length === 1 && only !== undefined ? only.phase.name : null;
    files.push({ path, bytes: (await host.ports.files.stat(path)).size, phase });
  }
  return { files, phases: found.map(describe) };
}
