/** Zarr arrays and groups as entries of a ZIP file. */
import { gzipSync, zipSync } from 'fflate';

export function text(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

export interface V3Spec {
  shape: number[];
  chunk: number[];
  type?: string;
  codecs?: unknown[];
  fill?: unknown;
  names?: string[];
  attributes?: unknown;
}

export const BYTES = { name: 'bytes', configuration: { endian: 'little' } };

export function v3({ shape, chunk, type = 'uint16', codecs = [BYTES], fill = 0, names, attributes = {} }: V3Spec): Uint8Array {
  return text({
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type: type,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: chunk } },
    chunk_key_encoding: { name: 'default' },
    fill_value: fill,
    codecs,
    attributes,
    ...(names === undefined ? {} : { dimension_names: names }),
  });
}

export function v2(shape: number[], chunks: number[], more: Record<string, unknown> = {}): Uint8Array {
  return text({ zarr_format: 2, shape, chunks, dtype: '<u2', compressor: null, filters: null, fill_value: 0, order: 'C', ...more });
}

const values = new Uint8Array(Uint16Array.from({ length: 60 }, (_, i) => i * 7).buffer);
const axes = ['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit: 'micrometer' }));
const datasets = [{ path: '0', coordinateTransformations: [{ type: 'scale', scale: [2, 1, 0.5] }] }];

export const ZARR_SAMPLES: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [
  {
    name: 'ome.zarr.zip',
    bytes: zipSync(
      {
        'zarr.json': text({ zarr_format: 3, node_type: 'group', attributes: { ome: { version: '0.5', multiscales: [{ axes, datasets }] } } }),
        '0/zarr.json': v3({ shape: [3, 4, 5], chunk: [3, 4, 5], codecs: [BYTES, { name: 'gzip', configuration: { level: 1 } }] }),
        '0/c/0/0/0': gzipSync(values),
      },
      { level: 0 },
    ),
  },
  { name: 'v2.zip', bytes: zipSync({ 'a.zarr/.zarray': v2([3, 4, 5], [3, 4, 5], { order: 'F' }), 'a.zarr/0.0.0': values }) },
];
