/** A folder around a single file with data: what was exported with its notes and pictures is meant to be that file. */
import { LithoscopeError } from '../../base/index.js';
import type { FormatHost, FormatRecord } from '../format.js';
import { PICTURE } from '../pictures/index.js';
import { RAW } from '../raw/index.js';
import { isNamedLikeSlice, mayBeData } from './index.js';
import { TIFF } from '../tiff/index.js';
import { openPages } from '../tiff/pages.js';

/** folders with more files than this are slices, or somebody has to choose */
const MOST_FILES = 64;

/** The one file of a folder that holds more than a slice; undefined where there are several, or slices. */
export async function onlyStack(
  host: FormatHost,
  folder: string,
  detect: (path: string) => Promise<FormatRecord>,
): Promise<{ readonly path: string; readonly format: FormatRecord } | undefined> {
  const files = (await host.files.list(folder)).filter((entry) => entry.kind === 'file' && mayBeData(entry.name));
  if (files.length > MOST_FILES) return undefined;
  let found: { path: string; format: FormatRecord } | undefined;
  for (const { path, name } of files) {
    const format = await known(path, detect);
    // numbers without a header belong to the header beside them, or cannot be opened without help
    if (format?.id === RAW.id) continue;
    if (format === undefined && !isNamedLikeSlice(name)) continue;
    if (format === undefined || found !== undefined) return undefined;
    found = { path, format };
  }
  if (found === undefined || found.format.id === PICTURE.id) return undefined;
  return found.format.id === TIFF.id && (await isSlice(host, found.path)) ? undefined : found;
}

async function known(path: string, detect: (path: string) => Promise<FormatRecord>): Promise<FormatRecord | undefined> {
  try {
    return await detect(path);
  } catch (error) {
    if (error instanceof LithoscopeError && (error.tag === 'unsupported' || error.tag === 'format')) return undefined;
    throw error;
  }
}

/** One page, and not the first of the many that ImageJ puts behind it. */
async function isSlice(host: FormatHost, path: string): Promise<boolean> {
  const file = await openPages(host, path);
  const pages = file.pages.length;
  await file.close();
  if (pages !== 1) return false;
  const source = await TIFF.open(host, path);
  await source.close();
  return source.info.kind === 'image';
}
