/** Files of a drop in natural order: "2.tif" before "10.tif". A folder of slices is opened; a folder that is one thing stays one. */
import type { PlacedFile } from '../../host.js';

export interface DroppedFiles {
  readonly files: readonly File[];
  /** folders inside the dropped folder, which slices have no use for */
  readonly skippedFolders: readonly string[];
  /** set where the folder itself is what is opened: a Zarr, or a series of DICOM files */
  readonly folder?: { readonly name: string; readonly files: readonly PlacedFile[] };
}

/** more files than any upload should take one by one */
const MOST_FILES = 50_000;

export function naturalOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true, sensitivity: 'base' });
}

/** Whether a folder with these names in it is opened as a whole. */
export function isOneThing(names: readonly string[]): boolean {
  if (names.some((name) => ['.zgroup', '.zarray', '.zattrs', 'zarr.json', 'DICOMDIR'].includes(name))) return true;
  const shown = names.filter(isShown);
  // slices of a series have the ending .dcm or .ima, or none at all
  return shown.length > 0 && shown.every((name) => /\.(dcm|ima|dicom)$/i.test(name) || /^[^.]+$|^[\d.]+$/.test(name));
}

/** The folder that an input element gave, whose files know their places. */
export function chosenFolder(files: readonly File[]): DroppedFiles {
  const placed = files.map((file) => ({ file, folder: file.webkitRelativePath.split('/').slice(0, -1).join('/') }));
  const top = placed.filter(({ folder }) => !folder.includes('/'));
  const [first] = placed;
  if (first && isOneThing(top.map(({ file }) => file.name)))
    return { files: [], skippedFolders: [], folder: { name: first.folder.split('/')[0] ?? '', files: placed } };
  return sorted(
    top.map(({ file }) => file),
    [],
  );
}

/** Loose files of one DICOM series belong together as a folder does. */
export function looseSeries(files: readonly File[]): DroppedFiles['folder'] | null {
  if (files.length < 2 || !files.every((file) => /\.(dcm|ima|dicom)$/i.test(file.name))) return null;
  return { name: 'DICOM series', files: files.map((file) => ({ file, folder: 'DICOM series' })) };
}

/** Must be called in the drop handler itself: the items are gone afterwards. */
export function droppedFiles(transfer: DataTransfer, openFolders: boolean): Promise<DroppedFiles> {
  const entries = Array.from(transfer.items, (item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null)).filter(
    (entry) => entry !== null,
  );
  const plain = Array.from(transfer.files);
  if (!openFolders || entries.length === 0) return Promise.resolve(sorted(plain, []));
  return readEntries(entries);
}

async function readEntries(entries: readonly FileSystemEntry[]): Promise<DroppedFiles> {
  const files: File[] = [];
  const skipped: string[] = [];
  for (const entry of entries) {
    if (isFile(entry)) files.push(await fileOf(entry));
    else if (isFolder(entry)) {
      const children = await childrenOf(entry);
      if (entries.length === 1 && isOneThing(children.map((child) => child.name)))
        return { files: [], skippedFolders: [], folder: { name: entry.name, files: await allBelow(entry, entry.name) } };
      for (const child of children) {
        if (isFile(child)) files.push(await fileOf(child));
        else skipped.push(child.name);
      }
    }
  }
  return sorted(files, skipped);
}

async function allBelow(folder: FileSystemDirectoryEntry, place: string): Promise<PlacedFile[]> {
  const found: PlacedFile[] = [];
  for (const child of await childrenOf(folder)) {
    if (isFile(child)) found.push({ file: await fileOf(child), folder: place });
    else if (isFolder(child)) found.push(...(await allBelow(child, `${place}/${child.name}`)));
    if (found.length > MOST_FILES)
      throw new Error(`The folder holds more than ${MOST_FILES} files; copy it to the workstation and open it there.`);
  }
  return found;
}

/** Hidden files of operating systems are never slices. */
function sorted(files: readonly File[], skippedFolders: readonly string[]): DroppedFiles {
  const shown = files.filter((file) => isShown(file.name));
  return { files: shown.toSorted((a, b) => naturalOrder(a.name, b.name)), skippedFolders };
}

function isShown(name: string): boolean {
  return !name.startsWith('.') && name !== 'Thumbs.db';
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader gives at most a hundred entries at a time, then an empty list. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
