import { Checkbox, NumberInput, SegmentedControl } from '@mantine/core';
import type { VoxelSizeInput } from '../../src/contract/index.js';

/** What stands in the fields, which may be empty or half typed. */
export interface VoxelDraft {
  readonly edges: readonly [number | '', number | '', number | ''];
  readonly unit: 'nm' | 'um';
  readonly isCube: boolean;
}

export function voxelDraft(voxel: VoxelSizeInput | null): VoxelDraft {
  if (!voxel) return { edges: ['', '', ''], unit: 'nm', isCube: true };
  const factors = { m: 1e9, mm: 1e6, um: 1e3, nm: 1, A: 0.1 } as const;
  const nm = voxel.value.map((edge) => edge * factors[voxel.unit]);
  const unit = Math.min(...nm) >= 1000 || voxel.unit === 'um' ? 'um' : 'nm';
  const shown = nm.map((edge) => Number((unit === 'um' ? edge / 1000 : edge).toPrecision(9)));
  const edges: [number, number, number] = [shown[0] ?? 0, shown[1] ?? 0, shown[2] ?? 0];
  return { edges, unit, isCube: edges[0] === edges[1] && edges[1] === edges[2] };
}

/** The voxel size, once all three edges are positive numbers. */
export function voxelOf({ edges, unit, isCube }: VoxelDraft): VoxelSizeInput | null {
  const value = isCube ? [edges[0], edges[0], edges[0]] : [...edges];
  if (!value.every((edge): edge is number => typeof edge === 'number' && edge > 0 && Number.isFinite(edge))) return null;
  return { value: [value[0] ?? 0, value[1] ?? 0, value[2] ?? 0], unit };
}

interface VoxelFieldsProps {
  readonly draft: VoxelDraft;
  readonly onChange: (draft: VoxelDraft) => void;
}

/** Edge lengths along z, y, x, in one unit. */
export function VoxelFields({ draft, onChange }: VoxelFieldsProps) {
  const names = draft.isCube ? ['all'] : ['z', 'y', 'x'];
  function set(i: number, value: number | string): void {
    const edges: [number | '', number | '', number | ''] = [...draft.edges];
    edges[i] = typeof value === 'number' ? value : '';
    onChange({ ...draft, edges });
  }
  return (
    <div className="voxel-fields">
      <div className="field-row">
        {names.map((name, i) => (
          <NumberInput
            key={name}
            className="grow"
            label={name === 'all' ? 'Edge' : name}
            aria-label={name === 'all' ? 'Edge of the voxel' : `Edge along ${name}`}
            placeholder={draft.unit === 'nm' ? '65' : '0.65'}
            value={draft.edges[i] ?? ''}
            min={0}
            hideControls
            decimalScale={6}
            data-testid={`voxel-${name}`}
            onChange={(value) => set(i, value)}
          />
        ))}
        <SegmentedControl
          aria-label="Unit"
          data={[
            { value: 'nm', label: 'nm' },
            { value: 'um', label: 'µm' },
          ]}
          value={draft.unit}
          onChange={(unit) => onChange({ ...draft, unit: unit === 'um' ? 'um' : 'nm' })}
        />
      </div>
      <Checkbox
        label="The same along z, y and x"
        checked={draft.isCube}
        onChange={(event) => {
          const isCube = event.currentTarget.checked;
          const [edge] = draft.edges;
          onChange({ ...draft, isCube, edges: isCube ? draft.edges : [edge, edge, edge] });
        }}
      />
    </div>
  );
}
