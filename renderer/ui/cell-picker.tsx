import { SegmentedControl } from '@mantine/core';
import type { CellKind } from '../../src/contract/index.js';

interface CellPickerProps {
  readonly cell: CellKind | null;
  readonly onChange: (cell: CellKind | null) => void;
}

/** Whether the pores held electrolyte when the image was taken. */
export function CellPicker({ cell, onChange }: CellPickerProps) {
  return (
    <SegmentedControl
      fullWidth
      aria-label="Cell"
      data={[
        { value: 'unknown', label: 'Unknown' },
        { value: 'wet', label: 'Wet' },
        { value: 'dry', label: 'Dry' },
        { value: 'mixed', label: 'Mixed' },
      ]}
      value={cell ?? 'unknown'}
      onChange={(value) => onChange(value === 'wet' || value === 'dry' || value === 'mixed' ? value : null)}
    />
  );
}
