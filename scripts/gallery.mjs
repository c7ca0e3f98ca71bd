/**
 * `node scripts/gallery.mjs [names]`: draws the pictures of docs/ that show virtual imaging and made-up structures. Every
 * scripts/gallery-NAME.mjs exports `draw({ load, save })`: `load` imports a source module, `save` writes 8-bit pixels
 * (grey or RGB) as a PNG below docs/.
 */
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

async function load(path) {
  const { module } = await runnerImport(join(root, path), { configFile: false, logLevel: 'warn', root });
  return module;
}

/** Whole-number enlargement keeps pixels visible. */
async function save(path, pixels, width, height, enlarge = 1) {
  const file = join(root, 'docs', path);
  await mkdir(dirname(file), { recursive: true });
  const channels = pixels.length / (width * height);
  await sharp(pixels, { raw: { width, height, channels } })
    .resize({ width: width * enlarge, height: height * enlarge, kernel: 'nearest' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png({ compressionLevel: 9 })
    .toFile(file);
}

const asked = process.argv.slice(2);
const files = (await readdir(new URL('.', import.meta.url))).filter((name) => /^gallery-.+\.mjs$/.test(name));
for (const file of files) {
  const name = file.slice('gallery-'.length, -'.mjs'.length);
  if (asked.length > 0 && !asked.includes(name)) continue;
  const { draw } = await import(new URL(file, import.meta.url).href);
  await draw({ load, save });
  console.log(`gallery ${name}: drawn`);
}
