/**
 * OME files whose metadata lie in a companion file. With the companion they are read as it says; without it,
 * files of one set know each other by its UUID, and the letter before the number in their names is the axis.
 */
import type { AxisName } from '../../volume/index.js';
import type { FormatHost } from '../format.js';
import { MAX_XML_BYTES } from '../limits.js';
import { naturalCompare } from '../slices/natural-order.js';
import { scanXml } from '../xml.js';
import { openTiff, readChain, text } from './ifd.js';
import type { PageLayout, PlaneRef } from './layout.js';
import { TAG } from './tags.js';

export interface CompanionLink {
  readonly file: string;
  readonly set: string;
}

export function parseCompanion(description: string): CompanionLink | undefined {
  if (!description.includes('BinaryOnly')) return undefined;
  const link = scanXml(description)?.find((element) => element.name === 'BinaryOnly');
  const file = link?.attributes.get('MetadataFile') ?? '';
  return link === undefined ? undefined : { file, set: link.attributes.get('UUID') ?? '' };
}

/** The companion's text when it lies beside the file. */
export async function readCompanion(host: FormatHost, path: string, link: CompanionLink): Promise<string | undefined> {
  if (link.file === '' || /[/\\]/.test(link.file) || link.file === '..') return undefined;
  const companion = host.files.join(host.files.dirname(path), link.file);
  if (!(await host.files.exists(companion))) return undefined;
  return new TextDecoder().decode(await host.files.readBytes(companion, MAX_XML_BYTES));
}

/** Whether a neighbour is a single page of the same set. */
async function isOfSet(host: FormatHost, path: string, link: CompanionLink): Promise<boolean> {
  const source = await host.files.open(path);
  try {
    const { file, first } = await openTiff(source);
    const { ifds } = await readChain(file, first);
    const [ifd] = ifds;
    const description = ifd === undefined || ifds.length > 1 ? '' : ((await text(file, ifd, TAG.description)) ?? '');
    return parseCompanion(description)?.set === link.set;
  } catch {
    // a damaged neighbour is not part of the set
    return false;
  } finally {
    await source.close();
  }
}

/** The planes of a set without its companion, from names like NAME-Z3.ome.tiff; undefined when they do not tell. */
export async function namedSet(host: FormatHost, path: string, link: CompanionLink): Promise<PageLayout | undefined> {
  const own = host.files.basename(path);
  const pattern = /^(.*[^a-zA-Z])?([ZTCztc])(\d+)(\D*)$/;
  const parts = pattern.exec(own);
  if (parts === null || link.set === '') return undefined;
  const names: string[] = [];
  for (const entry of await host.files.list(host.files.dirname(path))) {
    const other = entry.kind === 'file' ? pattern.exec(entry.name) : null;
    if (other === null || other[1] !== parts[1] || other[2] !== parts[2] || other[4] !== parts[4]) continue;
    if (entry.name === own || (await isOfSet(host, entry.path, link))) names.push(entry.name);
  }
  if (names.length < 2) return undefined;
  const axis = (parts[2] ?? 'z').toLowerCase() as AxisName;
  const planes: PlaneRef[] = names
    .toSorted(naturalCompare)
    .map((name) => (name === own ? { page: 0, sample: 0 } : { page: 0, sample: 0, fileName: name }));
  return {
    format: 'ome-tiff',
    leading: [{ name: axis, size: names.length }],
    planes,
    warnings: [`The metadata file ${link.file} of this set is missing; its ${names.length} files are put in order by their names.`],
  };
}
