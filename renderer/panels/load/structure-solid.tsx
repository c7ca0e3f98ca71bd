import { Checkbox, NativeSelect, NumberInput, SegmentedControl } from '@mantine/core';
import type { StructureDescription } from '../../../src/contract/index.js';
import { PHASES } from '../../../src/volume/index.js';
import { kindFields, valueFields, type StructureDraft } from './structure-model.js';

interface StructureSolidProps {
  readonly found: StructureDescription;
  readonly draft: StructureDraft;
  readonly onChange: (draft: StructureDraft) => void;
}

/** What of the structure is solid, and which classes solid and rest become. */
export function StructureSolid({ found, draft, onChange }: StructureSolidProps) {
  const byKind = kindFields(found);
  const byValue = valueFields(found);
  const kinds = found.fields.find((field) => field.name === draft.field)?.kinds ?? [];
  const ways = [
    { value: 'all', label: found.kind === 'mesh' ? 'All cells' : 'All particles' },
    ...(byKind.length > 0 ? [{ value: 'kinds', label: 'Some kinds' }] : []),
    ...(byValue.length > 0 ? [{ value: 'threshold', label: 'By a value' }] : []),
  ];
  function choose(way: string): void {
    const solid = way === 'kinds' || way === 'threshold' ? way : 'all';
    const fields = solid === 'kinds' ? byKind : byValue;
    const field = fields.some((one) => one.name === draft.field) ? draft.field : (fields[0]?.name ?? '');
    onChange({ ...draft, solid, field });
  }
  return (
    <>
      <SegmentedControl aria-label="What is solid" data={ways} value={draft.solid} onChange={choose} data-testid="structure-solid" />
      {draft.solid !== 'all' && (
        <NativeSelect
          size="xs"
          label="Field"
          data={(draft.solid === 'kinds' ? byKind : byValue).map((field) => field.name)}
          value={draft.field}
          onChange={(event) => onChange({ ...draft, field: event.currentTarget.value, kinds: [] })}
          data-testid="structure-field"
        />
      )}
      {draft.solid === 'kinds' && (
        <div className="kind-row" role="group" aria-label={`Solid values of ${draft.field}`}>
          {kinds.map((kind) => (
            <Checkbox
              key={kind}
              label={String(kind)}
              checked={draft.kinds.includes(kind)}
              onChange={() =>
                onChange({
                  ...draft,
                  kinds: draft.kinds.includes(kind) ? draft.kinds.filter((one) => one !== kind) : [...draft.kinds, kind],
                })
              }
              data-testid={`structure-kind-${kind}`}
            />
          ))}
        </div>
      )}
      {draft.solid === 'threshold' && (
        <NumberInput
          label="Solid at or above"
          value={draft.threshold}
          hideControls
          onChange={(value) => onChange({ ...draft, threshold: typeof value === 'number' ? value : '' })}
          data-testid="structure-threshold"
        />
      )}
      <div className="field-row">
        <PhaseField label="Solid is" phase={draft.solidPhase} onChange={(solidPhase) => onChange({ ...draft, solidPhase })} />
        <PhaseField label="The rest is" phase={draft.restPhase} onChange={(restPhase) => onChange({ ...draft, restPhase })} />
      </div>
    </>
  );
}

interface PhaseFieldProps {
  readonly label: string;
  readonly phase: number;
  readonly onChange: (phase: number) => void;
}

function PhaseField({ label, phase, onChange }: PhaseFieldProps) {
  return (
    <NativeSelect
      className="grow"
      size="xs"
      label={label}
      data={PHASES.filter(({ id }) => id > 0).map(({ id, title }) => ({ value: String(id), label: title }))}
      value={String(phase)}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
    />
  );
}
