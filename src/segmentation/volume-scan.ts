/** The first pass over a volume: its grey values, its hash, and whether there is anything to see at all. */
import { checkAborted, InvalidInputError } from '../base/index.js';
import type { Codecs } from '../ports/index.js';
import type { Shape3, VolumeSource } from '../volume/index.js';
import { scanDistribution, type Distribution } from './distribution.js';
import type { Operation } from './operations.js';
import { volumeSlabs } from './slab.js';

export interface ScanJob {
  readonly source: VolumeSource;
  readonly shape: Shape3;
  readonly codecs: Codecs;
  /** known already: it need not be computed */
  readonly inputSha256?: string | undefined;
  readonly slabBytes: number;
  readonly signal?: AbortSignal | undefined;
  readonly onSlice: (done: number, total: number) => void;
}

/** Grey-value statistics of the whole volume, and its hash when the caller does not know it. */
export async function scanVolume(job: ScanJob): Promise<{ volume: Distribution; sha256: string }> {
  const { source, shape, signal, slabBytes } = job;
  const hasher = job.inputSha256 === undefined ? job.codecs.sha256() : null;
  let pass = 0;
  const volume = await scanDistribution(source.info.dtype, async function* () {
    pass += 1;
    for await (const { data, z1 } of volumeSlabs(source, shape, slabBytes, signal)) {
      if (pass === 1) hasher?.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      job.onSlice(z1, shape[0]);
      yield data;
    }
  });
  checkAborted(signal);
  refuseEmpty(volume, source);
  return { volume, sha256: job.inputSha256 ?? hasher?.hex() ?? '' };
}

function refuseEmpty(volume: Distribution, source: VolumeSource): void {
  const { path } = source.info;
  if (volume.total === 0)
    throw new InvalidInputError(`${path} holds no finite grey value (NaN or infinite everywhere); load the reconstructed image.`, {
      code: 'no-values',
      subject: path,
    });
  if (volume.min === volume.max)
    throw new InvalidInputError(`${path} has the grey value ${volume.min} everywhere, so there is nothing to segment; check the file.`, {
      code: 'constant-image',
      subject: path,
    });
}

/** Rescale slope and intercept: a negative slope would turn dark and bright around. */
export function storedToReal(source: VolumeSource): readonly Operation[] {
  const scale = source.info.valueScale;
  if (scale === undefined || (scale.slope === 1 && scale.intercept === 0)) return [];
  return [{ kind: 'affine', gain: [scale.slope], offset: [scale.intercept] }];
}
