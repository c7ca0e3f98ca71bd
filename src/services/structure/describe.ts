/** What a file of particles or a mesh holds, and which ways of making voxels fit it. */
import type { StructureDescription } from '../../contract/index.js';
import { pointBounds } from '../../kernels/index.js';
import { CELL_NODES } from '../../volume/index.js';
import { fittingMethods, kindsOf } from '../../voxelize/index.js';
import type { ServiceHost } from '../service-host.js';
import { rememberedUnit } from './units.js';

export async function describeStructure(host: ServiceHost, path: string): Promise<StructureDescription> {
  const source = await host.sources.openGeometry(path);
  try {
    const { info } = source;
    // the last frame is the one that is taken by itself
    const geometry = await source.frame(info.frames.length - 1);
    const { min, max } = pointBounds(geometry.points);
    return {
      format: info.format,
      kind: info.kind,
      points: info.points,
      cells: geometry.cells.reduce((sum, block) => sum + block.nodes.length / CELL_NODES[block.shape], 0),
      dimensions: info.dimensions,
      frames: info.frames.map((frame) => ({ ...frame })),
      fields: geometry.fields.map((field) => ({
        name: field.name,
        on: field.on,
        components: field.components,
        kinds: field.components === 1 ? kindsOf(field) : null,
      })),
      bounds: { min, max },
      unit: info.unit,
      remembered: await rememberedUnit(host, path, info.format),
      methods: fittingMethods(info, geometry).map(({ id, title, text }) => ({ id, title, text })),
      warnings: [...info.warnings],
    };
  } finally {
    await source.close();
  }
}
