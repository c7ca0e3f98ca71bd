/** Compressions that need more of a page than the bytes of a strip: fax codes and pictures. */
import type { FormatHost } from '../format.js';
import { unsupported } from '../limits.js';
import { decodeCcitt } from './ccitt.js';
import { number, numbers } from './ifd.js';
import type { TiffPage } from './page.js';
import { decodeJpeg, decodeWebp } from './pictures.js';
import { TAG } from './tags.js';

/** The page with its own decoder of strips and tiles, where its compression takes one. */
export async function withDecoder(host: FormatHost, page: TiffPage): Promise<TiffPage> {
  const { codec, file, ifd } = page;
  const name = file.source.name;
  const width = page.chunkWidth;
  const samples = page.planar ? 1 : page.samples;
  if (codec === 'rle' || codec === 'group3' || codec === 'group4') {
    if (page.bits !== 1 || samples !== 1)
      throw unsupported(name, `CCITT compression of ${page.samples} samples of ${page.bits} bits is not supported; save it with LZW.`);
    const twoDimensional = codec === 'group3' && ((await number(file, ifd, TAG.t4Options, 0)) & 1) === 1;
    return { ...page, decode: (bytes, rows) => Promise.resolve().then(() => decodeCcitt(bytes, codec, twoDimensional, width, rows, name)) };
  }
  if (codec !== 'jpeg' && codec !== 'webp') return page;
  if (page.stored !== 'uint8' || page.bits !== 8 || !(samples === 1 || samples === 3 || (codec === 'webp' && samples === 4)))
    throw unsupported(
      name,
      `${codec === 'jpeg' ? 'JPEG' : 'WebP'} compression of ${samples} samples of type ${page.stored} is not supported; save it with LZW or Deflate.`,
      'unsupported-compression',
    );
  if (page.planar && page.photometric === 6)
    throw unsupported(name, 'YCbCr JPEG in separate planes is not supported; convert it to RGB or grey.', 'unsupported-compression');
  if (codec === 'webp') return { ...page, decode: (bytes, rows) => decodeWebp(host.images, bytes, { name, width, rows, samples }) };
  const shared = await numbers(file, ifd, TAG.jpegTables);
  const tables = shared === undefined || shared.length < 4 ? undefined : Uint8Array.from(shared);
  return {
    ...page,
    decode: (bytes, rows) => decodeJpeg(host.images, bytes, tables, page.photometric === 6, { name, width, rows, samples }),
  };
}
