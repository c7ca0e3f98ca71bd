/**
 * What electron microscopes write into tags of their own: the pixel size, and how many of the rows are scanned
 * picture rather than the data bar below it. FEI and Thermo Fisher (INI text), Zeiss (pairs of lines), Tescan (INI text).
 */
import type { FileSpacing } from '../calibration.js';
import { text } from './ifd.js';
import type { TiffPage } from './page.js';
import { TAG } from './tags.js';

const MAX_TEXT_BYTES = 4 * 1024 * 1024;

export interface Microscope {
  /** in-plane size; z repeats x for single pictures */
  readonly spacing?: FileSpacing;
  /** rows at the lower edge that are no scanned picture */
  readonly dataBarRows: number;
}

async function shortText(page: TiffPage, tag: number): Promise<string | undefined> {
  const count = page.ifd.entries.get(tag)?.count ?? 0;
  return count > 0 && count <= MAX_TEXT_BYTES ? text(page.file, page.ifd, tag) : undefined;
}

/** Values by "section.key", both in lower case; keys before the first section have none. */
function parseIni(source: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let section = '';
  for (const line of source.split(/[\r\n]+/)) {
    const equals = line.indexOf('=');
    if (line.startsWith('[')) section = line.slice(1).split(']', 1)[0]?.trim().toLowerCase() ?? '';
    else if (equals > 0) {
      const key = `${section}.${line.slice(0, equals).trim().toLowerCase()}`;
      if (!values.has(key)) values.set(key, line.slice(equals + 1).trim());
    }
  }
  return values;
}

/** The first of the keys with a positive number, or NaN. */
function positive(values: ReadonlyMap<string, string>, keys: readonly string[]): number {
  for (const key of keys) {
    const value = Number(values.get(key) ?? NaN);
    if (value > 0 && Number.isFinite(value)) return value;
  }
  return NaN;
}

function metres(x: number, y: number, source: string): FileSpacing | undefined {
  if (!(x > 0)) return undefined;
  const height = y > 0 ? y : x;
  return { value: [x, height, x], unit: 'm', source };
}

/** A bar is lower than the picture above it; anything else is a picture scaled afterwards. */
function barRows(page: TiffPage, width: number, height: number): number {
  const rows = page.height - height;
  return (Number.isNaN(width) || width === page.width) && rows > 0 && rows < page.height / 2 ? rows : 0;
}

function fei(page: TiffPage, found: string): Microscope {
  const ini = parseIni(found);
  const key = (name: string): string[] => ['scan', 'escan', 'iscan'].map((section) => `${section}.${name}`);
  const spacing = metres(positive(ini, key('pixelwidth')), positive(ini, key('pixelheight')), 'FEI tag, PixelWidth and PixelHeight');
  const told = positive(ini, ['privatefei.databarheight']);
  const scanned = positive(ini, ['image.resolutiony']);
  const rows = barRows(page, positive(ini, ['image.resolutionx']), scanned);
  const fallback = Number.isNaN(scanned) && told < page.height / 2 ? told : 0;
  return { ...(spacing === undefined ? {} : { spacing }), dataBarRows: rows > 0 ? rows : fallback };
}

/** Zeiss writes a name in capitals, then "Image Pixel Size = 1.2 nm" on the next line. */
function zeiss(found: string): Microscope {
  for (const label of ['Image Pixel Size', 'Pixel Size']) {
    const match = new RegExp(`(?:^|[\\r\\n])${label} = ([0-9.,eE+-]{1,24}) ?([^\\r\\n]{1,16})`).exec(found);
    const value = Number(match?.[1]?.replace(',', '.') ?? NaN);
    if (match !== null && value > 0 && Number.isFinite(value))
      return {
        spacing: { value: [value, value, value], unit: (match[2] ?? '').trim(), source: `Zeiss SEM tag, ${label}` },
        dataBarRows: 0,
      };
  }
  return { dataBarRows: 0 };
}

function tescan(page: TiffPage, found: string): Microscope {
  const ini = parseIni(found.slice(Math.max(0, found.indexOf('['))));
  const spacing = metres(positive(ini, ['main.pixelsizex']), positive(ini, ['main.pixelsizey']), 'Tescan tag, PixelSizeX and PixelSizeY');
  const strip = positive(ini, ['sem.imagestripsize', 'main.imagestripsize']);
  return { ...(spacing === undefined ? {} : { spacing }), dataBarRows: strip < page.height / 2 ? strip : 0 };
}

/** What the microscope's own tag says, or undefined for pictures without one. */
export async function microscope(page: TiffPage): Promise<Microscope | undefined> {
  const feiText = (await shortText(page, TAG.feiHelios)) ?? (await shortText(page, TAG.feiSfeg));
  if (feiText !== undefined) return fei(page, feiText);
  const zeissText = await shortText(page, TAG.zeissSem);
  if (zeissText !== undefined) return zeiss(zeissText);
  const tescanText = await shortText(page, TAG.tescan);
  return tescanText === undefined ? undefined : tescan(page, tescanText);
}
