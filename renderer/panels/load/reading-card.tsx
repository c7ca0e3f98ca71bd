import { Button, TextInput } from '@mantine/core';
import type { InfoDocument } from '../../../src/contract/index.js';
import { spacingText } from '../../app/voxel-text.js';
import { CellPicker } from '../../ui/cell-picker.js';
import { ErrorNote } from '../../ui/error-note.js';
import { FacePicker } from '../../ui/face-picker.js';
import { Facts, Section, Warn } from '../../ui/panel-parts.js';
import { bytesText } from '../../ui/quantity-text.js';
import { VoxelFields, voxelOf } from '../../ui/voxel-fields.js';
import { decodedBytes, joinedEntry, kindNote, namesText, splitEntries, type Chosen, type ReadEntry } from './load-model.js';
import type { LoadWiring } from './use-load.js';

interface ReadingCardProps {
  readonly load: LoadWiring;
  readonly info: InfoDocument;
  readonly chosen: Chosen;
}

/** What was found in the files, what is missing, and the few facts that only a person knows. */
export function ReadingCard({ load, info, chosen }: ReadingCardProps) {
  const { opened, failed } = splitEntries(info);
  const entry = joinedEntry(opened);
  const isJoined = opened.length > 1 && entry !== opened[0];
  const { form, setForm } = load;
  const isBusy = load.job !== undefined;
  return (
    <div className="reading-card" data-testid="reading-card">
      {failed.map((item) => (
        <ErrorNote key={item.path} error={item.error} />
      ))}
      {entry && (
        <div className="reading-columns">
          <div className="card">
            <h3 className="ellipsis" title={entry.path}>
              {namesText(chosen.names)}
            </h3>
            <EntryFacts entry={entry} />
            {opened.length > 1 && !isJoined && <Warn>The file holds {opened.length} data sets; the first is opened.</Warn>}
            {kindNote(entry) && <Warn>{kindNote(entry)}</Warn>}
            {entry.warnings.map((warning) => (
              <Warn key={warning}>{warning}</Warn>
            ))}
          </div>
          <form
            className="card"
            onSubmit={(event) => {
              event.preventDefault();
              void load.create();
            }}
          >
            <TextInput
              label="Name of the study"
              value={form.name}
              onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
              data-testid="study-name-input"
            />
            <Section title="Voxel size">
              {!entry.spacing && <Warn>Not in the file. Type it, or go on: numbers then stay in voxels until you do.</Warn>}
              <VoxelFields draft={form.voxel} onChange={(voxel) => setForm({ ...form, voxel })} />
            </Section>
            <Section title="Current collector">
              <FacePicker faces={form.collector} onChange={(collector) => setForm({ ...form, collector })} />
            </Section>
            <Section title="Cell">
              <CellPicker cell={form.cell} onChange={(cell) => setForm({ ...form, cell })} />
            </Section>
            <div className="button-row">
              <Button type="submit" disabled={isBusy} loading={isBusy} data-testid="create-study">
                {voxelOf(form.voxel) ? 'Open' : 'Open without a voxel size'}
              </Button>
              <Button variant="default" onClick={load.reset}>
                Other files
              </Button>
            </div>
          </form>
        </div>
      )}
      {!entry && (
        <div className="button-row">
          <Button variant="default" onClick={load.reset}>
            Choose other files
          </Button>
        </div>
      )}
    </div>
  );
}

function EntryFacts({ entry }: { readonly entry: ReadEntry }) {
  const bytes = decodedBytes(entry);
  const spacing = entry.spacing;
  return (
    <Facts
      rows={[
        ['Format', `${entry.format}, ${entry.kind}`],
        ['Size', entry.shape ? `${entry.shape.join(' × ')} (${entry.axes ?? 'zyx'})` : '–'],
        ['Values', entry.dtype ?? '–'],
        ['Decoded', bytes === null ? '–' : `${bytesText(bytes)}, read slice by slice`],
        [
          'Voxel size',
          spacing ? (
            <>
              {spacingText(spacing.value, spacing.unit)}
              <br />
              <span className="dim">from {spacing.source}</span>
            </>
          ) : (
            <span key="unknown" className="amber">
              not found
            </span>
          ),
        ],
        ...(entry.channels ? [['Channels', entry.channels.map((channel) => channel.name).join(', ')] as const] : []),
      ]}
    />
  );
}
