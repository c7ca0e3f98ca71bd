import { Button, Modal, NativeSelect, NumberInput, SegmentedControl } from '@mantine/core';
import { useEffect, useState } from 'react';
import { errorData } from '../../../src/base/index.js';
import type { RawLayoutGuess, StackPreview } from '../../../src/contract/index.js';
import { useApp } from '../../app/app.js';
import { Warn } from '../../ui/panel-parts.js';
import { draftOfGuess, EMPTY_RAW, guessText, RAW_TYPES, rawCheck, rawDataset, rememberedLayout, type RawDraft } from './raw-model.js';
import { PreviewPicture } from './preview-picture.js';

interface RawDialogProps {
  readonly name: string;
  readonly path: string;
  readonly file: string;
  readonly onOpen: (draft: RawDraft) => void;
  readonly onClose: () => void;
}

/** Samples without a header: a person says how they lie, and sees at once whether that can be. */
export function RawDialog({ name, path, file, onOpen, onClose }: RawDialogProps) {
  const { guesses, size, problem } = useGuesses(file);
  const [draft, setDraft] = useState<RawDraft>(() => rememberedLayout(path, window.localStorage) ?? EMPTY_RAW);
  const check = size === null ? null : rawCheck(draft, size);
  const canOpen = check?.level === 'fits' || check?.level === 'rest';
  const picture = usePreview(file, canOpen ? rawDataset(draft) : null);
  return (
    <Modal opened onClose={onClose} title={`Open ${name} as raw samples`} size="xl" data-testid="raw-dialog">
      <form
        className="raw-columns"
        onSubmit={(event) => {
          event.preventDefault();
          if (canOpen) onOpen(draft);
        }}
      >
        <div className="stack">
          <div className="field-row">
            <Length label="Width (x)" value={draft.nx} testId="raw-nx" onChange={(nx) => setDraft({ ...draft, nx })} />
            <Length label="Height (y)" value={draft.ny} testId="raw-ny" onChange={(ny) => setDraft({ ...draft, ny })} />
            <Length label="Planes (z)" value={draft.nz} testId="raw-nz" onChange={(nz) => setDraft({ ...draft, nz })} />
          </div>
          <div className="field-row">
            <NativeSelect
              className="grow"
              size="xs"
              label="Type of a sample"
              data={Object.keys(RAW_TYPES)}
              value={draft.dtype}
              onChange={(event) => setDraft({ ...draft, dtype: event.currentTarget.value })}
              data-testid="raw-dtype"
            />
            <NumberInput
              className="grow"
              label="Header, bytes"
              value={draft.offset}
              min={0}
              hideControls
              allowDecimal={false}
              onChange={(value) => setDraft({ ...draft, offset: typeof value === 'number' ? value : '' })}
              data-testid="raw-offset"
            />
          </div>
          <SegmentedControl
            aria-label="Byte order"
            data={[
              { value: 'little', label: 'Little-endian' },
              { value: 'big', label: 'Big-endian' },
            ]}
            value={draft.bigEndian ? 'big' : 'little'}
            onChange={(order) => setDraft({ ...draft, bigEndian: order === 'big' })}
          />
          <p className="raw-check" data-level={check?.level} role="status" data-testid="raw-check">
            {check?.text ?? 'Reading the size of the file…'}
          </p>
          {problem && <Warn>{problem}</Warn>}
          <PreviewPicture picture={picture.value} problem={picture.problem} />
          <div className="button-row">
            <Button type="submit" disabled={!canOpen} data-testid="raw-open">
              Use this layout
            </Button>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
          </div>
        </div>
        <div className="stack">
          <h3>Layouts that fit the size</h3>
          {guesses?.length === 0 && <p className="dim">No common layout fits. Type the numbers of the instrument.</p>}
          <ul className="plain-list raw-guesses">
            {guesses?.map((guess) => (
              <li key={guessText(guess)}>
                <button
                  type="button"
                  className="list-button"
                  aria-pressed={rawDataset(draftOfGuess(guess)) === rawDataset(draft)}
                  onClick={() => setDraft(draftOfGuess(guess))}
                  data-testid="raw-guess"
                >
                  {guessText(guess)}
                </button>
              </li>
            ))}
          </ul>
        </div>
      </form>
    </Modal>
  );
}

interface LengthProps {
  readonly label: string;
  readonly value: number | '';
  readonly testId: string;
  readonly onChange: (value: number | '') => void;
}

function Length({ label, value, testId, onChange }: LengthProps) {
  return (
    <NumberInput
      className="grow"
      label={label}
      value={value}
      min={1}
      hideControls
      allowDecimal={false}
      data-testid={testId}
      onChange={(next) => onChange(typeof next === 'number' ? next : '')}
    />
  );
}

function useGuesses(file: string) {
  const { api } = useApp().host;
  const [found, setFound] = useState<{ size: number | null; guesses: readonly RawLayoutGuess[] | null; problem: string | null }>({
    size: null,
    guesses: null,
    problem: null,
  });
  useEffect(() => {
    let live = true;
    api['stack.rawGuesses']({ file }).then(
      ({ size, layouts }) => live && setFound({ size, guesses: layouts, problem: null }),
      (error: unknown) => live && setFound({ size: null, guesses: [], problem: errorData(error).message }),
    );
    return () => {
      live = false;
    };
  }, [api, file]);
  return found;
}

const PAUSE_MS = 250;

/** The middle plane by this layout, once typing has paused. */
function usePreview(file: string, dataset: string | null) {
  const { api } = useApp().host;
  const [found, setFound] = useState<{ dataset: string; value: StackPreview | null; problem: string | null } | null>(null);
  useEffect(() => {
    if (dataset === null) return undefined;
    const mine = new AbortController();
    const timer = setTimeout(() => {
      api['stack.preview']({ file, dataset }, { signal: mine.signal }).then(
        (value) => setFound({ dataset, value, problem: null }),
        (error: unknown) => {
          if (!mine.signal.aborted) setFound({ dataset, value: null, problem: errorData(error).message });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      mine.abort();
    };
  }, [api, file, dataset]);
  return found !== null && found.dataset === dataset ? found : { value: null, problem: null };
}
