import { ActionIcon, Tooltip } from '@mantine/core';
import { COMMANDS } from '../commands/list.js';
import { Icon } from '../ui/icons.js';
import { useApp, useSession, useView } from './app.js';
import { JobTray } from './job-tray.js';
import { useStore } from './store.js';
import { voxelText } from './voxel-text.js';

/** What is open, its voxel size, history, and what is running. */
export function TopBar() {
  const app = useApp();
  const study = useSession((state) => state.study);
  return (
    <header className="top-bar" data-region="top">
      <span className="brand">Lithoscope</span>
      {study && (
        <>
          <span className="sample-name" title={study.folder} data-testid="study-name">
            {study.name}
          </span>
          <VoxelChip />
          <History />
        </>
      )}
      <span className="grow" />
      <JobTray />
      <Tooltip label="All commands (Ctrl+K)">
        <button type="button" className="command-button" data-testid="open-palette" onClick={() => app.overlays.set({ palette: true })}>
          Commands <kbd>Ctrl K</kbd>
        </button>
      </Tooltip>
      <ActionIcon variant="subtle" color="gray" aria-label="Keys" onClick={() => app.overlays.set({ keys: true })}>
        ?
      </ActionIcon>
    </header>
  );
}

/** Amber while the voxel size is unknown: then no number has a physical unit. */
function VoxelChip() {
  const app = useApp();
  const voxel = useSession((state) => state.study?.setup.voxel ?? null);
  return (
    <Tooltip
      label={
        voxel
          ? `Voxel size z × y × x, ${voxel.source}. Click to edit.`
          : 'Numbers stay in voxels until the voxel size is known. Click to set it.'
      }
    >
      <button
        type="button"
        className="chip"
        data-unknown={voxel === null || undefined}
        data-testid="voxel-chip"
        onClick={() => app.overlays.set({ voxelEditor: true })}
      >
        {voxel ? voxelText(voxel) : 'Voxel size unknown'}
      </button>
    </Tooltip>
  );
}

function History() {
  const app = useApp();
  const strokes = useView((view) => view.strokes);
  const labelEdits = useSession((state) => state.study?.edits ?? null);
  const strokeEdits = useStore(app.scribbler.store, (state) => state.state?.edits ?? null);
  const labelsWaiting = useStore(app.editor.store, (state) => state.waiting);
  const strokesWaiting = useStore(app.scribbler.store, (state) => state.waiting);
  const edits = strokes ? strokeEdits : labelEdits;
  const waiting = strokes ? strokesWaiting : labelsWaiting;
  const [one, many] = strokes ? ['stroke', 'strokes'] : ['edit', 'edits'];
  if (!edits) return null;
  const items = [
    { id: 'edit.undo', icon: 'undo', count: edits.undo, title: edits.undoTitle, verb: 'Undo', keys: 'Ctrl+Z' },
    { id: 'edit.redo', icon: 'redo', count: edits.redo, title: edits.redoTitle, verb: 'Redo', keys: 'Ctrl+Shift+Z' },
  ] as const;
  return (
    <span className="history">
      {items.map((item) => (
        <Tooltip
          key={item.id}
          label={item.count > 0 ? `${item.verb} ${item.title ?? ''} (${item.keys})` : `Nothing to ${item.verb.toLowerCase()}`}
        >
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={item.count > 0 ? `${item.verb} ${item.title ?? ''}` : item.verb}
            disabled={item.count === 0}
            data-testid={item.icon}
            onClick={() => COMMANDS.find((command) => command.id === item.id)?.run(app)}
          >
            <Icon name={item.icon} />
          </ActionIcon>
        </Tooltip>
      ))}
      {edits.undo > 0 && (
        <span className="dim" data-testid="edit-count">
          {edits.undo} {edits.undo === 1 ? one : many}
          {waiting > 0 ? ', saving' : ''}
        </span>
      )}
    </span>
  );
}
