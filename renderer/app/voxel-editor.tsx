import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { VoxelSizeInput } from '../../src/contract/index.js';
import { VoxelFields, voxelDraft, voxelOf } from '../ui/voxel-fields.js';
import { useApp, useSession } from './app.js';
import { useStore } from './store.js';

/** The one place where the voxel size is edited, opened from the chip. */
export function VoxelEditor() {
  const app = useApp();
  const opened = useStore(app.overlays, (state) => state.voxelEditor);
  const voxel = useSession((state) => state.study?.setup.voxel ?? null);
  const close = (): void => app.overlays.set({ voxelEditor: false });
  return (
    <Modal opened={opened} onClose={close} title="Voxel size" size="sm">
      {opened && (
        <Form
          initial={voxel}
          source={voxel?.source ?? null}
          onSave={(next) => {
            close();
            void app.session.updateSetup({ voxel: next });
          }}
        />
      )}
    </Modal>
  );
}

interface FormProps {
  readonly initial: VoxelSizeInput | null;
  readonly source: string | null;
  readonly onSave: (voxel: VoxelSizeInput) => void;
}

function Form({ initial, source, onSave }: FormProps) {
  const [draft, setDraft] = useState(() => voxelDraft(initial));
  const voxel = voxelOf(draft);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (voxel) onSave(voxel);
      }}
    >
      <p className="dim">
        {source ? `Now: ${source}.` : 'The files do not say how large a voxel is. It stands in the protocol of the scan.'}
      </p>
      <VoxelFields draft={draft} onChange={setDraft} />
      <Button type="submit" disabled={!voxel} data-testid="voxel-save">
        Use this voxel size
      </Button>
    </form>
  );
}
