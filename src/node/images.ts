/** Pictures through sharp, decoded to exactly the stored samples or refused. */
import sharp from 'sharp';
import type { Metadata } from 'sharp';
import { FormatError, UnsupportedError } from '../base/index.js';
import type { DecodedImage, Images } from '../ports/index.js';
import { viewVoxels } from '../volume/index.js';

// pictures come from anywhere: no cache, one thread each, and sharp's own limit on pixels stays on
sharp.cache(false);

interface Probe {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly dtype: 'uint8' | 'uint16';
  readonly space: Metadata['space'];
}

async function probeImage(bytes: Uint8Array, name: string): Promise<Probe> {
  let metadata: Metadata;
  try {
    metadata = await sharp(bytes, { failOn: 'error' }).metadata();
  } catch (error) {
    throw new FormatError(`${name}: the picture cannot be decoded; it is damaged or not a PNG, JPEG or WebP.`, {
      subject: name,
      cause: error,
    });
  }
  const { width, height, channels, depth, space, format, pages = 1 } = metadata;
  if (!['png', 'jpeg', 'webp'].includes(format))
    throw new UnsupportedError(`${name}: ${format} pictures are not read here; save it as PNG or TIFF.`, {
      code: 'unsupported-format',
      subject: name,
    });
  if (pages > 1)
    throw new UnsupportedError(`${name}: animated pictures are not supported; save its frames as single pictures.`, {
      code: 'unsupported-format',
      subject: name,
    });
  if (depth !== 'uchar' && depth !== 'ushort')
    throw new UnsupportedError(`${name}: samples of type ${depth} are not supported; save it with 8 or 16 bits.`, { subject: name });
  return { width, height, samples: channels, dtype: depth === 'uchar' ? 'uint8' : 'uint16', space };
}

async function decode(bytes: Uint8Array, name: string): Promise<DecodedImage> {
  const probe = await probeImage(bytes, name);
  try {
    // without naming its own colour space, sharp would turn 16-bit grey into 8-bit colour
    const { data, info } = await sharp(bytes, { failOn: 'error' })
      .toColourspace(probe.space)
      .raw({ depth: probe.dtype === 'uint8' ? 'uchar' : 'ushort' })
      .toBuffer({ resolveWithObject: true });
    const voxels = viewVoxels(probe.dtype, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    if (info.channels !== probe.samples || voxels.length !== probe.width * probe.height * probe.samples)
      throw new FormatError(
        `${name}: decoding gave ${voxels.length} samples, expected ${probe.width} x ${probe.height} x ${probe.samples}; save it again as PNG.`,
      );
    return { width: probe.width, height: probe.height, samples: probe.samples, data: voxels };
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(`${name}: the picture is damaged or cut short; copy or export it again.`, { subject: name, cause: error });
  }
}

export function createNodeImages(): Images {
  return {
    async probe(bytes, name) {
      const { width, height, samples, dtype } = await probeImage(bytes, name);
      return { width, height, samples, dtype };
    },
    decode,
    async encodePng({ width, height, samples, data }) {
      const png = await sharp(data, { raw: { width, height, channels: samples } })
        .png({ compressionLevel: 6 })
        .toBuffer();
      return new Uint8Array(png);
    },
  };
}
