import { Button } from '@mantine/core';
import { useState } from 'react';
import { ErrorNote } from '../../ui/error-note.js';
import { mayBeRaw, refOfFailed } from './data-sets.js';
import type { Chosen, FailedEntry } from './load-model.js';
import { RawDialog } from './raw-dialog.js';
import type { RawDraft } from './raw-model.js';

interface FailedFilesProps {
  readonly failed: readonly FailedEntry[];
  readonly chosen: Chosen;
  readonly onLayout: (entry: FailedEntry, draft: RawDraft) => void;
}

/** What could not be opened, and the way round it where a layout given by a person helps. */
export function FailedFiles({ failed, chosen, onLayout }: FailedFilesProps) {
  const [asked, setAsked] = useState<FailedEntry | null>(null);
  const file = asked && refOfFailed(chosen, asked);
  return (
    <>
      {failed.map((item) => (
        <ErrorNote key={item.path} error={item.error}>
          {mayBeRaw(item) && refOfFailed(chosen, item) !== undefined && (
            <div className="button-row">
              <Button variant="default" size="compact-xs" onClick={() => setAsked(item)} data-testid="open-as-raw">
                Open as raw…
              </Button>
            </div>
          )}
        </ErrorNote>
      ))}
      {asked && file && (
        <RawDialog
          name={asked.path.split(/[\\/]/).at(-1) ?? asked.path}
          path={asked.path}
          file={file}
          onClose={() => setAsked(null)}
          onOpen={(draft) => {
            setAsked(null);
            onLayout(asked, draft);
          }}
        />
      )}
    </>
  );
}
