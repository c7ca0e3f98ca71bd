import { Button, NativeSelect, NumberInput } from '@mantine/core';
import { JobRow } from '../../app/job-tray.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Icon } from '../../ui/icons.js';
import { Section, Warn } from '../../ui/panel-parts.js';
import { coarsenNote, isMesh, STACK_FORMATS, SURFACE_FORMATS, WHAT_TITLES, type ExportWhat } from './export-model.js';
import { useExport } from './use-export.js';

/** Images, labels and meshes in formats of other programs, with their true scale. */
export function ExportSection() {
  const exporting = useExport();
  const { study, draft, setDraft, job, done } = exporting;
  if (!study) return null;
  const hasLabels = study.layers.labels !== null;
  const whats = (Object.keys(WHAT_TITLES) as ExportWhat[]).filter((what) => what === 'image' || hasLabels);
  return (
    <Section title="Export images and meshes">
      <NativeSelect
        size="xs"
        label="What"
        data={whats.map((what) => ({ value: what, label: WHAT_TITLES[what] }))}
        value={draft.what}
        onChange={(event) => setDraft({ ...draft, what: whats.find((what) => what === event.currentTarget.value) ?? 'image' })}
        data-testid="export-what"
      />
      {!hasLabels && <p className="dim">Labels and meshes can be written once there are labels.</p>}
      {!isMesh(draft.what) && (
        <NativeSelect
          size="xs"
          label="Format"
          data={[...STACK_FORMATS]}
          value={draft.stackFormat}
          onChange={({ currentTarget: { value } }) =>
            setDraft({ ...draft, stackFormat: STACK_FORMATS.find((one) => one.value === value)?.value ?? 'tif' })
          }
          data-testid="export-format"
        />
      )}
      {draft.what === 'surface' && (
        <NativeSelect
          size="xs"
          label="Format"
          data={[...SURFACE_FORMATS]}
          value={draft.surfaceFormat}
          onChange={({ currentTarget: { value } }) =>
            setDraft({ ...draft, surfaceFormat: SURFACE_FORMATS.find((one) => one.value === value)?.value ?? 'stl' })
          }
          data-testid="export-format"
        />
      )}
      {draft.what === 'elements' && <p className="dim">Hexahedra in a VTK unstructured grid (.vtu), the class of each in a field.</p>}
      {isMesh(draft.what) && (
        <NumberInput
          label="Coarsening, voxels along an edge"
          description={coarsenNote(study.layers.image.shape, draft.coarsen)}
          value={draft.coarsen}
          min={1}
          max={64}
          allowDecimal={false}
          onChange={(value) => typeof value === 'number' && setDraft({ ...draft, coarsen: Math.min(64, Math.max(1, value)) })}
          data-testid="export-coarsen"
        />
      )}
      {!study.setup.voxel && <Warn>The voxel size is unknown: what is written has no scale, lengths count voxels.</Warn>}
      {exporting.failure && <ErrorNote error={exporting.failure} />}
      {job ? (
        <JobRow job={job} />
      ) : (
        <Button variant="default" onClick={exporting.run} data-testid="run-export">
          {exporting.isDesktop ? 'Export to a folder…' : 'Export'}
        </Button>
      )}
      {done && (
        <div className="stack" data-testid="export-done">
          <p className="dim wrap">Written to {done.output}</p>
          {done.warnings.map((warning) => (
            <Warn key={warning}>{warning}</Warn>
          ))}
          {done.canDownload && (
            <ul className="plain-list">
              {done.files.map((name) => (
                <li key={name}>
                  <button type="button" className="list-button" onClick={() => exporting.download(name)} data-testid="export-download">
                    <Icon name="download" size={14} />
                    <span className="grow ellipsis" title={name}>
                      {name}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Section>
  );
}
