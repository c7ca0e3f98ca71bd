/** Pixels of DICOM frames: read in place, or decoded whole by the host and turned back into stored values. */
import type { ByteSource } from '../../ports/index.js';
import { allocateVoxels, dtypeOf } from '../../volume/index.js';
import type { Axis, VoxelArray } from '../../volume/index.js';
import type { FormatHost } from '../format.js';
import { byteText, corrupt, MAX_WHOLE_FILE_BYTES, unsupported } from '../limits.js';
import type { Block } from '../plane-source.js';
import { rawSource } from '../raw-source.js';
import { sourceInfo } from '../source-info.js';
import { voxelType } from '../stored.js';
import { readDicomHeader } from './header.js';
import type { DicomImage } from './image.js';

/** Values that are stored in fewer bits than they are given: other bits do not belong to them. */
function keepStoredBits(data: VoxelArray, image: DicomImage): VoxelArray {
  const { bitsStored, bitsAllocated, highBit, signed } = image;
  if (bitsStored === bitsAllocated) return data;
  const left = 31 - highBit;
  const right = 32 - bitsStored;
  if (signed) for (let i = 0; i < data.length; i++) data[i] = ((data[i] as number) << left) >> right;
  else for (let i = 0; i < data.length; i++) data[i] = ((data[i] as number) << left) >>> right;
  return data;
}

/** One block of one frame of an uncompressed file. */
export async function readFrame(host: FormatHost, image: DicomImage, frame: number, block: Block): Promise<VoxelArray> {
  const file = await host.files.open(image.path);
  try {
    return await readOpened(await pixelBytes(host, file, image), image, frame, block);
  } finally {
    await file.close();
  }
}

/** The bytes in which the pixels lie: deflated files are inflated again, since they are not kept. */
async function pixelBytes(host: FormatHost, file: ByteSource, image: DicomImage): Promise<ByteSource> {
  return image.inflated ? (await readDicomHeader(host, file)).bytes : file;
}

async function readOpened(bytes: ByteSource, image: DicomImage, frame: number, block: Block): Promise<VoxelArray> {
  const { rows, columns, samples, planar } = image;
  const axes: Axis[] = [
    { name: 't', size: image.frames.length },
    { name: 'y', size: rows },
    { name: 'x', size: columns },
    { name: 'c', size: samples },
  ];
  const info = sourceInfo({ format: 'dicom', path: image.path, name: image.name, axes, stored: image.stored, cost: 'contiguous' });
  const source = rawSource(info, {
    bytes,
    offset: image.offset,
    stored: image.stored,
    bigEndian: image.bigEndian,
    // separate colour planes: the file has frames, samples, rows, columns
    order: planar ? [0, 2, 3, 1] : [0, 1, 2, 3],
  });
  const region = { start: [frame, block.y0, block.x0, 0], size: [1, block.y1 - block.y0, block.x1 - block.x0, samples] };
  return keepStoredBits(await source.read(region), image);
}

/** Stored values from what a decoder made of them by slope and intercept; refused where that is not exact. */
function unscaled(data: VoxelArray, image: DicomImage): VoxelArray {
  const dtype = voxelType(image.stored);
  const [{ slope, intercept } = { slope: 1, intercept: 0 }] = image.frames;
  if (dtypeOf(data) === dtype && slope === 1 && intercept === 0) return data;
  const out = allocateVoxels(dtype, data.length);
  for (let i = 0; i < data.length; i++) {
    const exact = ((data[i] as number) - intercept) / slope;
    const value = Math.round(exact);
    out[i] = value;
    if (!(Math.abs(exact - value) < 0.01) || out[i] !== value)
      throw unsupported(image.name, `its ${image.compressed ?? ''} pixels cannot be had as they are stored; save it uncompressed.`);
  }
  return out;
}

/** All pixels of a compressed file. */
export async function decodeCompressed(host: FormatHost, image: DicomImage, signal?: AbortSignal): Promise<VoxelArray> {
  const { name, rows, columns, samples, frames, compressed = 'compressed' } = image;
  const { longTail } = host;
  if (longTail === undefined)
    throw unsupported(name, `${compressed} DICOM is not read here; save it uncompressed.`, 'unsupported-compression');
  checkDecodable(image);
  const decoded = await longTail.decode(image.path, MAX_WHOLE_FILE_BYTES, signal);
  const [nz, ny, nx] = decoded.shape;
  if (nz !== frames.length || ny !== rows || nx !== columns || decoded.samples !== samples)
    throw corrupt(
      name,
      `decoding gave ${nz} x ${ny} x ${nx} x ${decoded.samples} samples, its header promises ${frames.length} x ${rows} x ${columns} x ${samples}`,
    );
  return unscaled(decoded.data, image);
}

/** Compressed files whose stored values a decoder would change are refused before it is asked. */
export function checkDecodable(image: DicomImage): void {
  const { name, compressed = 'compressed', colours, frames } = image;
  if (/^YBR_(FULL|PARTIAL)/.test(colours) || colours === 'PALETTE COLOR')
    throw unsupported(name, `its ${compressed} pixels are ${colours}, which decoding would turn into RGB; save it uncompressed or as RGB.`);
  const [first] = frames;
  if (frames.some((frame) => frame.slope !== first?.slope || frame.intercept !== first.intercept))
    throw unsupported(name, `its ${compressed} frames have different rescale slopes; save it uncompressed.`);
  const bytes = frames.length * image.rows * image.columns * image.samples * (image.bitsAllocated / 8);
  if (bytes > MAX_WHOLE_FILE_BYTES)
    throw unsupported(name, `its ${compressed} pixels of ${byteText(bytes)} cannot be read in parts; save it uncompressed.`, 'too-large');
}
