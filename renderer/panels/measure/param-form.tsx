import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { PHASES } from '../../../src/volume/index.js';
import { useApp } from '../../app/app.js';
import { fieldText, readField, withParam, type Chosen, type Parameter } from './choose-model.js';

interface ParamFormProps {
  readonly params: readonly Parameter[];
  readonly chosen: Chosen;
  readonly onChange: (chosen: Chosen) => void;
}

/** The parameters of one chosen metric, with their defaults; only what differs from them is sent. */
export function ParamForm({ params, chosen, onChange }: ParamFormProps) {
  return (
    <div className="param-form">
      {params.map((parameter) => (
        <Field
          key={parameter.name}
          parameter={parameter}
          value={chosen.params?.[parameter.name]}
          onChange={(value) => onChange(withParam(chosen, parameter.name, value))}
        />
      ))}
    </div>
  );
}

interface FieldProps {
  readonly parameter: Parameter;
  /** undefined: the default */
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

function Field({ parameter, value, onChange }: FieldProps) {
  const { name, title, type, values } = parameter;
  const common = { label: title, 'data-testid': `param-${name}` };
  const shown = fieldText(parameter, value ?? parameter.default);
  const pick = (entry: string): void => {
    const read = readField(parameter, entry);
    onChange(String(read.value) === String(parameter.default) ? undefined : read.value);
  };
  if (type === 'boolean')
    return (
      <Checkbox
        {...common}
        checked={(value ?? parameter.default) === true}
        onChange={({ currentTarget: { checked } }) => onChange(checked === parameter.default ? undefined : checked)}
      />
    );
  if (type === 'phase' || type === 'enum') {
    const data = type === 'phase' ? PHASES.map(({ id, title: label }) => ({ value: String(id), label })) : values.map(String);
    return (
      <NativeSelect
        {...common}
        size="xs"
        value={shown}
        data={shown === '' ? [{ value: '', label: 'by itself' }, ...data.map(optionOf)] : data}
        onChange={({ currentTarget }) => pick(currentTarget.value)}
      />
    );
  }
  return <TextField key={shown} parameter={parameter} start={shown} onChange={onChange} />;
}

const optionOf = (item: string | { value: string; label: string }): { value: string; label: string } =>
  typeof item === 'string' ? { value: item, label: item } : item;

/** A field that is read when it is left, or on Enter. */
function TextField({ parameter, start, onChange }: { parameter: Parameter; start: string; onChange: (value: unknown) => void }) {
  const app = useApp();
  const [entry, setEntry] = useState(start);
  const { value, problem } = readField(parameter, entry);
  const take = (given: unknown): void => onChange(String(given) === String(parameter.default) ? undefined : given);
  return (
    <div className="param-text">
      <TextInput
        label={parameter.title}
        value={entry}
        placeholder={parameter.type === 'voxel' ? 'z, y, x' : 'by itself'}
        error={problem === undefined ? undefined : `Expected ${problem}`}
        data-testid={`param-${parameter.name}`}
        onChange={({ currentTarget }) => setEntry(currentTarget.value)}
        onBlur={() => problem === undefined && take(value)}
        onKeyDown={(event) => event.key === 'Enter' && problem === undefined && take(value)}
      />
      {parameter.type === 'voxel' && (
        <Button variant="default" size="compact-xs" onClick={() => take(app.view.get().cursor.map(Math.round))}>
          At the crosshair
        </Button>
      )}
    </div>
  );
}
