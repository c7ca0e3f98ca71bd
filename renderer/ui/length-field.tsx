import { NativeSelect, NumberInput } from '@mantine/core';
import type { LengthUnit } from '../../src/base/index.js';

interface LengthFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly placeholder?: string;
  readonly value: number | '';
  readonly unit: LengthUnit;
  readonly units: readonly { readonly value: LengthUnit; readonly label: string }[];
  readonly testId: string;
  readonly error?: string | undefined;
  readonly onChange: (length: { readonly value: number | ''; readonly unit: LengthUnit }) => void;
}

/** A length and its unit. */
export function LengthField({ label, description, placeholder, value, unit, units, testId, error, onChange }: LengthFieldProps) {
  return (
    <div className="field-row length-field">
      <NumberInput
        className="grow"
        label={label}
        description={description}
        placeholder={placeholder ?? ''}
        value={value}
        min={0}
        hideControls
        error={error}
        data-testid={testId}
        onChange={(next) => onChange({ value: typeof next === 'number' ? next : '', unit })}
      />
      <NativeSelect
        size="xs"
        aria-label={`Unit: ${label}`}
        data={[...units]}
        value={unit}
        data-testid={`${testId}-unit`}
        onChange={(event) => {
          const next = units.find((one) => one.value === event.currentTarget.value);
          if (next) onChange({ value, unit: next.value });
        }}
      />
    </div>
  );
}
