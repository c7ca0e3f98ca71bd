import { Button, Progress, SegmentedControl } from '@mantine/core';
import { useRef, useState } from 'react';
import { JobRow } from '../../app/job-tray.js';
import { ErrorNote } from '../../ui/error-note.js';
import { FileInput } from '../../ui/file-input.js';
import { Section, Warn } from '../../ui/panel-parts.js';
import { FolderBrowser } from '../load/folder-browser.js';
import { isComplete, type MapRow } from './import-model.js';
import { PhaseSelect } from './phase-select.js';
import { useImport, type ImportWiring } from './use-import.js';

/** Labels that were made elsewhere, by hand or by another program. */
export function ImportLabels() {
  const wiring = useImport();
  const { state } = wiring;
  return (
    <>
      {wiring.failure && <ErrorNote error={wiring.failure} />}
      {wiring.job && <JobRow job={wiring.job} />}
      {state.at === 'idle' && <Sources wiring={wiring} />}
      {state.at === 'copying' && (
        <div className="card" role="status">
          <p>Copying {state.name}</p>
          <Progress value={state.percent} aria-label="Upload" />
        </div>
      )}
      {state.at === 'reading' && (
        <p className="dim" role="status">
          Reading the values of {state.name}…
        </p>
      )}
      {state.at === 'mapping' && <Mapping wiring={wiring} name={state.name} arePhases={state.arePhases} rows={state.rows} />}
    </>
  );
}

function Sources({ wiring }: { readonly wiring: ImportWiring }) {
  const input = useRef<HTMLInputElement>(null);
  const [from, setFrom] = useState('here');
  return (
    <Section title="Label file">
      <p className="dim">One value per voxel, the same shape as the image: TIFF, NRRD, MetaImage, NIfTI, MRC or OME-Zarr labels.</p>
      {!wiring.isDesktop && (
        <SegmentedControl
          fullWidth
          size="xs"
          value={from}
          onChange={setFrom}
          aria-label="Where the file lies"
          data={[
            { value: 'here', label: 'This computer' },
            { value: 'host', label: 'The workstation' },
          ]}
          data-testid="labels-from"
        />
      )}
      {wiring.isDesktop || from === 'here' ? (
        <div className="button-row">
          <Button onClick={() => (wiring.isDesktop ? wiring.pick() : input.current?.click())} data-testid="pick-labels">
            Choose a label file
          </Button>
          <FileInput ref={input} testId="labels-input" onFile={wiring.take} />
        </div>
      ) : (
        <FolderBrowser
          what="labels"
          onChoose={([entry]) => {
            if (entry) wiring.read(entry.ref, entry.name);
          }}
        />
      )}
    </Section>
  );
}

interface MappingProps {
  readonly wiring: ImportWiring;
  readonly name: string;
  readonly arePhases: boolean;
  readonly rows: readonly MapRow[];
}

/** Nothing is guessed: a value that is no phase waits for a person, and the others are shown to be checked. */
function Mapping({ wiring, name, arePhases, rows }: MappingProps) {
  return (
    <Section title="What the values mean">
      {arePhases ? (
        <Warn>These values could be Lithoscope’s own phases. Check each row: another program may mean something else by them.</Warn>
      ) : (
        <Warn>These values are not Lithoscope’s phases. Say what each one is.</Warn>
      )}
      <table className="map-table" aria-label={`Values of ${name}`} data-testid="label-map">
        <thead>
          <tr>
            <th>Value</th>
            <th>Share</th>
            <th>Phase</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.value}>
              <td className="number">{row.value}</td>
              <td className="number">{row.percent.toFixed(row.percent < 0.1 ? 3 : 1)} %</td>
              <td>
                <PhaseSelect
                  label={`Phase of value ${row.value}`}
                  phase={row.phase ?? undefined}
                  testId={`map-${row.value}`}
                  onChange={(phase) => wiring.setPhase(row.value, phase ?? null)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="button-row">
        <Button disabled={!isComplete(rows) || wiring.job !== undefined} onClick={wiring.takeOver} data-testid="import-labels">
          Use these labels
        </Button>
        <Button variant="default" onClick={wiring.reset}>
          Another file
        </Button>
      </div>
    </Section>
  );
}
