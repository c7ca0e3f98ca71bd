import { Button, Progress, Tabs } from '@mantine/core';
import { useRef, type ReactNode } from 'react';
import { agoText, bytesText } from '../../ui/quantity-text.js';
import { JobRow } from '../../app/job-tray.js';
import { useDrop } from '../../ui/drop-target.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Icon } from '../../ui/icons.js';
import { FolderBrowser } from './folder-browser.js';
import { candidatesOf } from './data-sets.js';
import { chosenFolder, naturalOrder } from './drop-files.js';
import { familiesText } from './families.js';
import { namesText } from './load-model.js';
import { ReadingCard } from './reading-card.js';
import { useLoad, type LoadWiring } from './use-load.js';

export function LoadPanel() {
  const load = useLoad();
  const { state } = load;
  return (
    <div className="load-page">
      <div className="load-main">
        <h1>{load.state.at === 'read' ? 'What was found' : 'Open an image stack'}</h1>
        {load.failure && <ErrorNote error={load.failure} />}
        {load.job && <JobRow job={load.job} />}
        {state.at === 'failed' && <ErrorNote error={state.error} onDismiss={load.reset} />}
        {state.at === 'uploading' && <Uploading load={load} />}
        {state.at === 'reading' && (
          <div className="reading" role="status">
            Reading {namesText(state.chosen.names)}…
          </div>
        )}
        {state.at === 'read' && <ReadingCard load={load} candidates={candidatesOf(state.info)} chosen={state.chosen} />}
        {(state.at === 'idle' || state.at === 'failed') && <Sources load={load} />}
      </div>
      <aside className="load-side">
        <SampleCard load={load} />
        <Recents load={load} />
      </aside>
    </div>
  );
}

/** In the desktop window the operating system's dialogs; in a browser upload or the workstation's own folders. */
function Sources({ load }: { readonly load: LoadWiring }) {
  if (load.isDesktop)
    return (
      <DropArea load={load}>
        <Button onClick={() => void load.pick('stack')} data-testid="pick-files">
          Choose files
        </Button>
        <Button variant="default" onClick={() => void load.pick('folder')}>
          Choose a folder
        </Button>
        <Button variant="default" onClick={() => void load.pick('study')}>
          Open a study
        </Button>
      </DropArea>
    );
  return (
    <Tabs defaultValue="upload">
      <Tabs.List>
        <Tabs.Tab value="upload" data-testid="tab-upload">
          From this computer
        </Tabs.Tab>
        <Tabs.Tab value="host" data-testid="tab-host">
          On this workstation
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="upload" pt="sm">
        <UploadArea load={load} />
      </Tabs.Panel>
      <Tabs.Panel value="host" pt="sm">
        <FolderBrowser onChoose={load.chooseOnHost} />
      </Tabs.Panel>
    </Tabs>
  );
}

function UploadArea({ load }: { readonly load: LoadWiring }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const limit = load.hello?.capabilities.uploadLimitBytes;
  function taken(input: HTMLInputElement): void {
    const list = Array.from(input.files ?? []);
    input.value = '';
    const isFolder = list.some((file) => file.webkitRelativePath !== '');
    void load.take(isFolder ? chosenFolder(list) : { files: list.toSorted((a, b) => naturalOrder(a.name, b.name)), skippedFolders: [] });
  }
  return (
    <DropArea load={load}>
      <Button onClick={() => files.current?.click()} data-testid="pick-files">
        Choose files
      </Button>
      <Button variant="default" onClick={() => folder.current?.click()}>
        Choose a folder
      </Button>
      <input ref={files} type="file" multiple hidden data-testid="file-input" onChange={(event) => taken(event.currentTarget)} />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        {...{ webkitdirectory: '' }}
        data-testid="folder-input"
        onChange={(event) => taken(event.currentTarget)}
      />
      {limit !== undefined && <p className="dim drop-limit">Files are copied to the workstation, at most {bytesText(limit)}.</p>}
    </DropArea>
  );
}

function DropArea({ load, children }: { readonly load: LoadWiring; readonly children: ReactNode }) {
  const drop = useDrop((data) => void load.drop(data));
  return (
    <div className="drop-area" data-testid="drop-area" {...drop}>
      <Icon name="load" size={36} />
      <strong>Drop a stack, a folder of slices, or the output of a simulation</strong>
      <p className="dim drop-families" data-testid="format-families">
        {familiesText(load.formats)} The originals are never changed.
      </p>
      <div className="button-row">{children}</div>
    </div>
  );
}

function Uploading({ load }: { readonly load: LoadWiring }) {
  if (load.state.at !== 'uploading') return null;
  const { names, doneBytes, totalBytes } = load.state;
  return (
    <div className="card" role="status" data-testid="uploading">
      <div className="job-line">
        <span className="grow">Copying {namesText(names)}</span>
        <Button variant="default" onClick={load.cancelUpload}>
          Cancel
        </Button>
      </div>
      <Progress value={totalBytes > 0 ? (100 * doneBytes) / totalBytes : 100} aria-label="Upload" />
      <p className="dim">
        {bytesText(doneBytes)} of {bytesText(totalBytes)}
      </p>
    </div>
  );
}

function SampleCard({ load }: { readonly load: LoadWiring }) {
  return (
    <section className="card" aria-label="Sample">
      <h3>Sample volume</h3>
      <p className="dim">A simulated X-ray tomography volume of lithium on copper, with known truth. Opens in two seconds.</p>
      <Button fullWidth variant="default" onClick={load.openSample} disabled={load.job !== undefined} data-testid="open-sample">
        Open the sample
      </Button>
    </section>
  );
}

function Recents({ load }: { readonly load: LoadWiring }) {
  return (
    <section className="card" aria-label="Recent studies">
      <h3>Recent studies</h3>
      {load.recent.studies.length === 0 && <p className="dim">None yet. Studies you open are listed here.</p>}
      <ul className="plain-list">
        {load.recent.studies.slice(0, 8).map((study) => (
          <li key={study.ref}>
            <button
              type="button"
              className="list-button"
              title={study.folder}
              onClick={() => load.openRecent(study)}
              data-testid="recent-study"
            >
              <Icon name="folder" size={14} />
              <span className="grow ellipsis">{study.name}</span>
              <span className="dim">{agoText(study.openedMs, load.recent.askedMs)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
