import { Button } from '@mantine/core';
import { useState } from 'react';
import type { FolderEntry } from '../../../src/contract/index.js';
import { bytesText } from '../../ui/quantity-text.js';
import { Empty, Warn } from '../../ui/panel-parts.js';
import { Icon } from '../../ui/icons.js';
import { naturalOrder } from './drop-files.js';
import { useFolders } from './use-load.js';

interface FolderBrowserProps {
  /** one label file, or the files and folders of a stack */
  readonly what?: 'stack' | 'labels';
  readonly onChoose: (entries: readonly FolderEntry[]) => void;
}

/** Folders that the workstation allows to be shown: open one, mark files, or take the folder as a stack of slices. */
export function FolderBrowser({ what = 'stack', onChoose }: FolderBrowserProps) {
  const { listing, problem, open, showRoots } = useFolders();
  const [marked, setMarked] = useState<readonly FolderEntry[]>([]);

  function go(ref: string): void {
    setMarked([]);
    void open(ref);
  }

  function press(entry: FolderEntry): void {
    if (what === 'stack' && isStudy(entry)) onChoose([entry]);
    else if (entry.kind === 'folder') go(entry.ref);
    else if (what === 'labels') setMarked([entry]);
    else setMarked((now) => (now.some((item) => item.ref === entry.ref) ? now.filter((item) => item.ref !== entry.ref) : [...now, entry]));
  }

  if (problem) return <Warn>{problem}</Warn>;
  if (!listing) return <p className="dim">Listing folders…</p>;
  const isRoots = listing.ref === null;
  const entries = listing.entries.toSorted((a, b) => (a.kind === b.kind ? naturalOrder(a.name, b.name) : a.kind === 'folder' ? -1 : 1));
  const here: FolderEntry | null = listing.ref
    ? { ref: listing.ref, name: baseName(listing.path), kind: 'folder', size: 0, modifiedMs: 0 }
    : null;
  return (
    <div className="browser" data-testid="folder-browser">
      <div className="browser-path">
        <Button
          variant="default"
          size="compact-xs"
          disabled={isRoots}
          onClick={() => (listing.parent ? go(listing.parent) : void showRoots())}
          data-testid="folder-up"
        >
          Up
        </Button>
        <span className="mono ellipsis grow">{isRoots ? 'Folders this host may show' : listing.path}</span>
      </div>
      <ul className="browser-list" aria-label="Files">
        {entries.length === 0 && (
          <li>
            <Empty title={isRoots ? 'No folder is shared' : 'This folder is empty'}>
              {isRoots && 'Start the host in, or with, the folder that holds your stacks.'}
            </Empty>
          </li>
        )}
        {entries.map((entry) => (
          <li key={entry.ref}>
            <button
              type="button"
              className="list-button"
              aria-pressed={entry.kind === 'file' ? marked.some((item) => item.ref === entry.ref) : undefined}
              onClick={() => press(entry)}
              data-testid="folder-entry"
            >
              <Icon name={isStudy(entry) ? 'segment' : entry.kind} size={14} />
              <span className="grow ellipsis">{entry.name}</span>
              <span className="dim">{isStudy(entry) ? 'study' : entry.kind === 'file' ? bytesText(entry.size) : ''}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="button-row">
        <Button
          disabled={marked.length === 0}
          onClick={() => onChoose(marked.toSorted((a, b) => naturalOrder(a.name, b.name)))}
          data-testid="read-files"
        >
          {marked.length > 1 ? `Read ${marked.length} files` : 'Read the file'}
        </Button>
        {(what === 'stack' || here?.name.includes('.zarr')) && (
          <Button variant="default" disabled={here === null} onClick={() => here && onChoose([here])} data-testid="read-folder">
            {what === 'stack' ? 'Read this folder as slices' : 'Read this Zarr'}
          </Button>
        )}
      </div>
    </div>
  );
}

function isStudy(entry: FolderEntry): boolean {
  return entry.kind === 'folder' && entry.name.endsWith('.lithoscope');
}

function baseName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}
