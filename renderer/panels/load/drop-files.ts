/** Files of a drop, folders opened one level deep, in natural order: "2.tif" before "10.tif". */

export interface DroppedFiles {
  readonly files: readonly File[];
  /** folders inside the dropped folder, which an upload cannot carry */
  readonly skippedFolders: readonly string[];
}

export function naturalOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true, sensitivity: 'base' });
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
      for (const child of await childrenOf(entry)) {
        if (isFile(child)) files.push(await fileOf(child));
        else skipped.push(child.name);
      }
    }
  }
  return sorted(files, skipped);
}

/** Hidden files of operating systems are never slices. */
function sorted(files: readonly File[], skippedFolders: readonly string[]): DroppedFiles {
  const shown = files.filter((file) => !file.name.startsWith('.') && file.name !== 'Thumbs.db');
  return { files: shown.toSorted((a, b) => naturalOrder(a.name, b.name)), skippedFolders };
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
