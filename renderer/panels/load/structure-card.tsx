import { Button, NativeSelect, Slider } from '@mantine/core';
import type { StructureDescription } from '../../../src/contract/index.js';
import { ErrorNote } from '../../ui/error-note.js';
import { LengthField } from '../../ui/length-field.js';
import { Facts, Section, Warn } from '../../ui/panel-parts.js';
import { numberText } from '../../ui/quantity-text.js';
import { boundsText, frameText, gridSize, MAX_VOXELS, UNIT_CHOICES, withUnit, type StructureDraft } from './structure-model.js';
import { StructureSolid } from './structure-solid.js';
import type { StructureWiring } from './use-structure.js';

interface StructureCardProps {
  readonly name: string;
  readonly structure: StructureWiring;
  readonly action: string;
  readonly onMake: () => void;
}

/** Particles or a mesh: what is in the file, and how voxels are made of it. */
export function StructureCard({ name, structure, action, onMake }: StructureCardProps) {
  const { found, draft, setDraft, problem, missing, job } = structure;
  if (problem) return <ErrorNote error={problem} />;
  if (!found || !draft) return <p className="dim">Reading {name}…</p>;
  return (
    <form
      className="reading-columns"
      data-testid="structure-card"
      onSubmit={(event) => {
        event.preventDefault();
        onMake();
      }}
    >
      <div className="card">
        <h3 className="ellipsis" title={name}>
          {name}
        </h3>
        <StructureFacts found={found} />
        {found.warnings.map((warning) => (
          <Warn key={warning}>{warning}</Warn>
        ))}
        {found.methods.length === 0 && <Warn>No way of making voxels fits this file.</Warn>}
        <Method found={found} draft={draft} onChange={setDraft} />
      </div>
      <div className="card">
        <Section title="Scale">
          <LengthField
            label="One unit of the file is"
            {...(found.unit
              ? { description: `from ${found.unit.source}` }
              : found.remembered
                ? { description: 'as for such a file before' }
                : {})}
            value={draft.unit.value}
            unit={draft.unit.unit}
            units={UNIT_CHOICES}
            testId="structure-unit"
            onChange={(unit) => setDraft(withUnit(draft, unit))}
          />
          <LengthField
            label="Edge of a voxel"
            placeholder="chosen by the method"
            value={draft.step.value}
            unit={draft.step.unit}
            units={UNIT_CHOICES}
            testId="structure-step"
            onChange={(step) => setDraft({ ...draft, step })}
          />
          <GridLine found={found} draft={draft} />
          {found.kind === 'particles' && (
            <LengthField
              label="Radius of a particle"
              placeholder="half the distance of neighbours"
              value={draft.radius.value}
              unit={draft.radius.unit}
              units={UNIT_CHOICES}
              testId="structure-radius"
              onChange={(radius) => setDraft({ ...draft, radius })}
            />
          )}
        </Section>
        {found.frames.length > 1 && (
          <Section title="Snapshot" aside={<span className="dim">{frameText(found, draft.frame)}</span>}>
            <Slider
              aria-label="Snapshot"
              min={0}
              max={found.frames.length - 1}
              value={draft.frame}
              label={(frame) => frameText(found, frame)}
              onChange={(frame) => setDraft({ ...draft, frame })}
              size="xs"
            />
          </Section>
        )}
        <Section title="What is solid">
          <StructureSolid found={found} draft={draft} onChange={setDraft} />
        </Section>
        {missing && (
          <p className="amber" role="status" data-testid="structure-missing">
            {missing}
          </p>
        )}
        <div className="button-row">
          <Button type="submit" disabled={missing !== null || job !== undefined || found.methods.length === 0} data-testid="make-volume">
            {action}
          </Button>
        </div>
      </div>
    </form>
  );
}

function StructureFacts({ found }: { readonly found: StructureDescription }) {
  const { format, kind, points, cells, frames, fields } = found;
  const last = frames.length - 1;
  return (
    <Facts
      rows={[
        ['Format', `${format}, ${kind}`],
        ['Points', cells > 0 ? `${numberText(points)}, ${numberText(cells)} cells` : numberText(points)],
        ['Snapshots', frames.length > 1 ? `${frames.length}, ${frameText(found, 0)} to ${frameText(found, last)}` : String(frames.length)],
        ['Fields', fields.map((field) => field.name).join(', ') || 'none'],
        ['Extent', `${boundsText(found)} (units of the file)`],
        [
          'Unit',
          found.unit ? (
            found.unit.source
          ) : (
            <span key="unknown" className="amber">
              not in the file
            </span>
          ),
        ],
      ]}
    />
  );
}

interface DraftProps {
  readonly found: StructureDescription;
  readonly draft: StructureDraft;
  readonly onChange: (draft: StructureDraft) => void;
}

function Method({ found, draft, onChange }: DraftProps) {
  const method = found.methods.find(({ id }) => id === draft.method);
  return (
    <Section title="Way of making voxels">
      <NativeSelect
        size="xs"
        aria-label="Way of making voxels"
        data={found.methods.map(({ id, title }) => ({ value: id, label: title }))}
        value={draft.method}
        onChange={(event) => onChange({ ...draft, method: event.currentTarget.value })}
        data-testid="structure-method"
      />
      {method && <p className="dim">{method.text}</p>}
    </Section>
  );
}

/** How large it will be, before anything is made. */
function GridLine({ found, draft }: Omit<DraftProps, 'onChange'>) {
  const grid = gridSize(found, draft);
  if (!grid) return <p className="dim">The size of the grid is shown when unit and edge are given.</p>;
  return (
    <p className={grid.isTooLarge ? 'bad' : 'dim'} data-testid="structure-grid">
      About {grid.shape.join(' × ')} voxels (z, y, x), {numberText(grid.voxels)} in all
      {grid.isTooLarge ? `: more than the ${numberText(MAX_VOXELS)} that fit.` : '.'}
    </p>
  );
}
