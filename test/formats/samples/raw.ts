/** Headerless files with the texts beside them that say how their samples lie, one of each kind. */
const values = Uint8Array.from({ length: 240 }, (_, i) => (i * 7) % 251);

interface Pair {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly beside: { readonly name: string; readonly bytes: Uint8Array };
}

function pair(name: string, beside: string, text: string): Pair {
  return { name, bytes: values, beside: { name: beside, bytes: new TextEncoder().encode(text) } };
}

const VGI = `{volume1}
[representation]
size = 5 6 4
datatype = unsigned integer
bitsperelement = 16
[geometry]
resolution = 0.01 0.01 0.02
unit = mm
`;

export const RAW_SAMPLES: readonly Pair[] = [
  pair('described.raw', 'described.raw.json', '{"raw": {"shape": [4, 6, 5], "dtype": "uint16", "endian": "big", "offset": 0}}'),
  pair('hyst.vol', 'hyst.vol.info', 'NUM_X =  5\nNUM_Y =  4\nNUM_Z =  3\nvoxelSize =    0.65\nBYTEORDER = LOWBYTEFIRST\n'),
  pair('graphics.vol', 'graphics.vgi', VGI),
  pair('envi.img', 'envi.hdr', 'ENVI\nsamples = 5\nlines = 6\nbands = 4\ndata type = 12\ninterleave = bil\nbyte order = 0\n'),
];
