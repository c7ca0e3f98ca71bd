/** Headerless samples: laid out by a file beside them, or by what a person says. */
import { InvalidInputError } from '../../base/index.js';
import type { AxisName, VolumeSource } from '../../volume/index.js';
import { ONE_DATASET } from '../format.js';
import type { DatasetInfo, FormatHost, VolumeFormat } from '../format.js';
import { rawSource } from '../raw-source.js';
import { kindOf, sourceInfo } from '../source-info.js';
import { guessRawLayouts } from './guess.js';
import { checkFits, formatRawLayout, isRawLayout, layoutFromName, parseRawLayout } from './layout.js';
import { describedBeside } from './sidecars.js';
import type { Described } from './sidecars.js';

export { guessRawLayouts } from './guess.js';
export { formatRawLayout, isRawLayout, layoutFromName, parseRawLayout } from './layout.js';

/** Asked for in one sentence, with the likeliest layout as an example. */
function needsLayout(name: string, size: number): InvalidInputError {
  const example = layoutFromName(name, size) ?? guessRawLayouts(size)[0];
  const text = example === undefined ? 'raw:shape=256x512x512,dtype=uint16,endian=little,offset=0' : formatRawLayout(example);
  return new InvalidInputError(
    `${name} has no header and nothing beside it says how its ${size} bytes lie; give its layout, like ${text} (shape z x y x x).`,
    {
      code: 'needs-raw-layout',
      subject: name,
    },
  );
}

async function open(host: FormatHost, path: string, dataset?: string): Promise<VolumeSource> {
  const bytes = await host.files.open(path);
  try {
    const said: Described | undefined = dataset !== undefined && isRawLayout(dataset) ? { layout: parseRawLayout(dataset) } : undefined;
    const found = said ?? (await describedBeside(host, path));
    if (found === undefined) throw needsLayout(bytes.name, bytes.size);
    const { layout, spacing, order } = found;
    const warnings = checkFits(layout, bytes.name, bytes.size);
    const names = (layout.axes ?? 'tczyx'.slice(-layout.shape.length)).split('') as AxisName[];
    const axes = names.map((axis, i) => ({ name: axis, size: layout.shape[i] ?? 1 }));
    const info = sourceInfo({
      format: 'raw',
      kind: kindOf(axes),
      path,
      name: bytes.name,
      axes,
      stored: layout.dtype,
      cost: 'contiguous',
      spacing,
      dataset: said === undefined ? undefined : dataset,
      warnings,
    });
    return rawSource(info, {
      bytes,
      offset: layout.offset,
      stored: layout.dtype,
      bigEndian: layout.bigEndian,
      ...(order === undefined ? {} : { order }),
    });
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

/** The sidecar's layout is the data set's name, so that it can be shown and changed. */
async function list(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  return (await describedBeside(host, path)) === undefined ? [{ id: '', title: 'samples without a header' }] : ONE_DATASET;
}

export const RAW: VolumeFormat = {
  id: 'raw',
  title: 'Raw samples without a header',
  extensions: ['raw', 'vol', 'bin', 'dat', 'img'],
  kinds: ['volume', 'series', 'image'],
  text: {
    reads:
      'Integers of 8 to 64 bits and float16 to float64, either byte order, in place (any size), laid out by a file beside them: NAME.json with a part ' +
      '"raw", PyHST .vol.info, VGStudio .vgi, ENVI .hdr (bsq, bil, bip). Any file is read by a layout given as a data set, like ' +
      'raw:shape=256x512x512,dtype=uint16,endian=little,offset=0 (shape z x y x x).',
    keeps: 'Voxel size from "voxel" of NAME.json (like "650nm"), .vol.info (micrometres) and .vgi (its unit, else millimetres).',
    loses: 'Without a layout the file is refused: sizes in its name and common sizes are proposed, never used by themselves.',
  },
  // only the name can say so, and any format that knows its first bytes goes before
  sniff: (_head, name) => (/\.(raw|vol|bin|dat|img)$/i.test(name) ? 0.01 : 0),
  list,
  open,
};
