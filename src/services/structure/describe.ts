/** What a file of particles or a mesh holds, and which ways of making voxels fit it. */
import type { StructureDescription } from '../../contract/index.js';
import { describeTask } from '../../workers/index.js';
import type { ServiceHost } from '../service-host.js';
import { rememberedUnit } from './units.js';

export async function describeStructure(host: ServiceHost, path: string): Promise<StructureDescription> {
  const source = await host.sources.openGeometry(path);
  try {
    const { info } = source;
    // the last frame is the one that is taken by itself
    const geometry = await source.frame(info.frames.length - 1);
    return {
      format: info.format,
      kind: info.kind,
      points: info.points,
      dimensions: info.dimensions,
      frames: info.frames.map((frame) => ({ ...frame })),
      ...(await host.ports.workers.run(describeTask, { geometry, info })),
      unit: info.unit,
      remembered: await rememberedUnit(host, path, info.format),
      warnings: [...info.warnings],
    };
  } finally {
    await source.close();
  }
}
