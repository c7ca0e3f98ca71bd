import { Button, TextInput } from '@mantine/core';
import { spacingText } from '../../app/voxel-text.js';
import { CellPicker } from '../../ui/cell-picker.js';
import { FacePicker } from '../../ui/face-picker.js';
import { Facts, Section, Warn } from '../../ui/panel-parts.js';
import { bytesText } from '../../ui/quantity-text.js';
import { VoxelFields, voxelOf } from '../../ui/voxel-fields.js';
import { axesWords, isStructure, type Candidates } from './data-sets.js';
import { DataSetList } from './data-set-list.js';
import { FailedFiles } from './failed-files.js';
import { decodedBytes, kindNote, namesText, withPick, type Chosen, type ReadEntry } from './load-model.js';
import { OpenStructure } from './open-structure.js';
import { PlaneChoice } from './plane-choice.js';
import type { LoadWiring } from './use-load.js';

interface ReadingCardProps {
  readonly load: LoadWiring;
  readonly candidates: Candidates;
  readonly chosen: Chosen;
}

/** What was found in the files, what is missing, and the few facts that only a person knows. */
export function ReadingCard({ load, candidates, chosen }: ReadingCardProps) {
  const { items, failed } = candidates;
  const { form, setForm } = load;
  const entry = items[form.pick];
  return (
    <div className="reading-card" data-testid="reading-card">
      <FailedFiles failed={failed} chosen={chosen} onLayout={load.openRaw} />
      {items.length > 1 && (
        <div className="card">
          <DataSetList items={items} pick={form.pick} onPick={(pick) => setForm(withPick(form, pick, items[pick]))} />
        </div>
      )}
      {entry && isStructure(entry) && <OpenStructure load={load} entry={entry} />}
      {entry && !isStructure(entry) && (
        <div className="reading-columns">
          <div className="card">
            <h3 className="ellipsis" title={entry.path}>
              {namesText(items.length > 1 ? [entry.path.split(/[\\/]/).at(-1) ?? ''] : chosen.names)}
            </h3>
            <EntryFacts entry={entry} />
            {kindNote(entry) && <Warn>{kindNote(entry)}</Warn>}
            {entry.warnings.map((warning) => (
              <Warn key={warning}>{warning}</Warn>
            ))}
          </div>
          <StudyForm load={load} entry={entry} />
        </div>
      )}
      {(!entry || isStructure(entry)) && (
        <div className="button-row">
          <Button variant="default" onClick={load.reset}>
            Choose other files
          </Button>
        </div>
      )}
    </div>
  );
}

function StudyForm({ load, entry }: { readonly load: LoadWiring; readonly entry: ReadEntry }) {
  const { form, setForm } = load;
  const isBusy = load.job !== undefined;
  return (
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
      <PlaneChoice entry={entry} form={form} onChange={setForm} />
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
        <Button type="submit" disabled={isBusy || entry.kind === 'spectrum'} loading={isBusy} data-testid="create-study">
          {voxelOf(form.voxel) ? 'Open' : 'Open without a voxel size'}
        </Button>
        <Button variant="default" onClick={load.reset}>
          Other files
        </Button>
      </div>
    </form>
  );
}

function EntryFacts({ entry }: { readonly entry: ReadEntry }) {
  const bytes = decodedBytes(entry);
  const spacing = entry.spacing;
  return (
    <Facts
      rows={[
        ['Format', `${entry.format}, ${entry.kind}`],
        ['Holds', axesWords(entry)],
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
