/** The studies that were open last, in the user's folder. A damaged list is an empty list. */
import * as v from 'valibot';
import type { ServiceHost } from './service-host.js';

const schema = v.array(v.object({ path: v.string(), name: v.string(), openedMs: v.number() }));
export type RecentStudy = v.InferOutput<typeof schema>[number];

const KEPT = 20;

export async function readRecent(host: ServiceHost): Promise<readonly RecentStudy[]> {
  const { files } = host.ports;
  const path = files.join(host.options.dataFolder, 'recent.json');
  if (!(await files.exists(path))) return [];
  try {
    const parsed = v.safeParse(schema, JSON.parse(new TextDecoder().decode(await files.readBytes(path, 2 ** 20))));
    return parsed.success ? parsed.output : [];
  } catch {
    return [];
  }
}

export async function noteRecent(host: ServiceHost, path: string, name: string): Promise<void> {
  // the command line leaves no traces in the user's folder
  if (host.options.host === 'cli') return;
  const { files, clock } = host.ports;
  const others = (await readRecent(host)).filter((study) => study.path !== path);
  const list = [{ path, name, openedMs: clock.now() }, ...others].slice(0, KEPT);
  await files.makeFolder(host.options.dataFolder);
  await files.writeBytes(files.join(host.options.dataFolder, 'recent.json'), new TextEncoder().encode(JSON.stringify(list, null, 1)));
}
