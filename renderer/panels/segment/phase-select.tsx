import { PHASES } from '../../../src/volume/index.js';
import { Swatch } from '../../ui/swatch.js';

interface PhaseSelectProps {
  readonly label: string;
  /** undefined: nobody has said yet */
  readonly phase: number | undefined;
  readonly testId: string;
  readonly onChange: (phase: number | undefined) => void;
}

/** What a foreign value or channel stands for. Nothing is guessed. */
export function PhaseSelect({ label, phase, testId, onChange }: PhaseSelectProps) {
  return (
    <span className="map-phase">
      <Swatch code={phase ?? 0} />
      <select
        aria-label={label}
        value={phase ?? ''}
        data-missing={phase === undefined || undefined}
        data-testid={testId}
        onChange={({ currentTarget: { value } }) => onChange(value === '' ? undefined : Number(value))}
      >
        <option value="">choose…</option>
        {PHASES.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </span>
  );
}
