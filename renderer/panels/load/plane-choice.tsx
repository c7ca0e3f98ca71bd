import { NativeSelect, NumberInput } from '@mantine/core';
import { Section } from '../../ui/panel-parts.js';
import { axisSize, isColour } from './data-sets.js';
import type { LoadForm, ReadEntry } from './load-model.js';

interface PlaneChoiceProps {
  readonly entry: ReadEntry;
  readonly form: LoadForm;
  readonly onChange: (form: LoadForm) => void;
}

/** Which time point and channel are analysed, where the file has several. The others stay there to be looked at. */
export function PlaneChoice({ entry, form, onChange }: PlaneChoiceProps) {
  // frames of a series are paged through; one of them is chosen only when there are planes beside
  const times = entry.kind === 'volume' ? axisSize(entry, 't') : 1;
  const channels = axisSize(entry, 'c');
  if (times < 2 && channels < 2) return null;
  const names = Array.from(
    { length: channels },
    (_, c) => entry.channels?.[c]?.name ?? (isColour(entry) ? COLOURS[c] : undefined) ?? `Channel ${c + 1}`,
  );
  return (
    <Section title="Analysed">
      <div className="field-row">
        {channels > 1 && (
          <NativeSelect
            className="grow"
            size="xs"
            label={isColour(entry) ? 'Colour' : 'Channel'}
            data={names.map((name, c) => ({ value: String(c), label: name }))}
            value={String(form.channel)}
            onChange={(event) => onChange({ ...form, channel: Number(event.currentTarget.value) })}
            data-testid="choose-channel"
          />
        )}
        {times > 1 && (
          <NumberInput
            className="grow"
            label={`Time point, 1 to ${times}`}
            value={form.time + 1}
            min={1}
            max={times}
            allowDecimal={false}
            onChange={(value) => typeof value === 'number' && onChange({ ...form, time: Math.min(times, Math.max(1, value)) - 1 })}
            data-testid="choose-time"
          />
        )}
      </div>
      <p className="dim">All numbers are of this one; the others can be looked at beside it.</p>
    </Section>
  );
}

const COLOURS: readonly string[] = ['Red', 'Green', 'Blue', 'Alpha'];
