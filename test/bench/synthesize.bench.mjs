/** Made-up structures and their virtual pictures, as training files, on one thread. */
import { join } from 'node:path';
import { makeFolder, runCommand } from './support.mjs';

export const title = 'virtual pictures for training, 64 x 128 x 128 voxels (cryo 256 x 256), one thread';

const COUNT = 8;
const FAMILIES = { xct: 'moss,columns,whiskers,mixed', fib: 'moss,columns,whiskers,mixed', cryo: 'whisker,faceted,lump,partial' };

export async function run() {
  const folder = await makeFolder();
  try {
    const rows = [];
    for (const [modality, families] of Object.entries(FAMILIES)) {
      const seconds = (name, pictures) => {
        const output = join(folder.path, `${modality}-${name}`);
        const args = ['synthesize', families, '--modality', modality, '--shards', '--count', String(COUNT), '--pictures', String(pictures)];
        return runCommand([...args, '--threads', '1', '--seed', '5', '-o', output], folder.path).seconds;
      };
      const each = seconds('each', 1) / COUNT;
      const shared = seconds('shared', COUNT) / COUNT;
      rows.push([`${modality}: a new structure for every picture`, `${each.toFixed(2)} s a picture`, '< 1.5 s']);
      rows.push([`${modality}: ${COUNT} pictures of one structure`, `${shared.toFixed(2)} s a picture`, '< 0.6 s']);
    }
    return rows;
  } finally {
    await folder.remove();
  }
}
