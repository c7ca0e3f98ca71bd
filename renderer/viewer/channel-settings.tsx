import { Checkbox, RangeSlider } from '@mantine/core';
import { useApp, useSession, useView } from '../app/app.js';
import type { ChannelView } from './channels.js';

/** Channels that add up to one picture: which, in what colour, over which range of values. */
export function ChannelSettings() {
  const app = useApp();
  const channels = useView((view) => view.channels);
  const analysed = useSession((state) => state.study?.chosen?.channel ?? 0);
  const change = (at: number, part: Partial<ChannelView>): void =>
    app.view.set({ channels: channels.map((channel, c) => (c === at ? { ...channel, ...part } : channel)) });
  return (
    <div className="display-group" data-testid="channel-settings">
      <div className="group-title">
        Channels
        <button
          type="button"
          className="flat-button"
          title="The channel that the numbers are of, alone"
          onClick={() => app.view.set({ composite: false })}
          data-testid="show-grey"
        >
          Analysed channel in grey
        </button>
      </div>
      <ul className="channel-list">
        {channels.map((channel, c) => (
          <li key={c} data-off={!channel.on || undefined}>
            <div className="channel-line">
              <Checkbox
                label={channel.name}
                checked={channel.on}
                onChange={() => change(c, { on: !channel.on })}
                data-testid={`channel-${c}`}
              />
              <span className="grow dim">{c === analysed && channels.length > 1 ? 'analysed' : ''}</span>
              <input
                type="color"
                aria-label={`Colour of ${channel.name}`}
                value={channel.color}
                onChange={(event) => change(c, { color: event.currentTarget.value })}
                data-testid={`channel-color-${c}`}
              />
            </div>
            <ChannelRange channel={channel} onChange={(window) => change(c, { window })} />
          </li>
        ))}
      </ul>
      {channels.every((channel) => !channel.on) && <p className="dim legend-note">No channel is on: the analysed one is drawn in grey.</p>}
    </div>
  );
}

interface ChannelRangeProps {
  readonly channel: ChannelView;
  readonly onChange: (window: ChannelView['window']) => void;
}

const STEPS = 200;

function ChannelRange({ channel, onChange }: ChannelRangeProps) {
  const { name, window, min, max } = channel;
  const span = max > min ? max - min : 1;
  const step = Number.isInteger(min) && Number.isInteger(max) && span < STEPS ? 1 : span / STEPS;
  const short = (value: number): string => String(Number(value.toPrecision(4)));
  return (
    <div className="channel-range">
      <RangeSlider
        thumbFromLabel={`Black of ${name}`}
        thumbToLabel={`Full brightness of ${name}`}
        min={min}
        max={min + span}
        step={step}
        minRange={step}
        value={[window.low, window.high]}
        label={short}
        onChange={([low, high]) => onChange({ low, high })}
        size="xs"
      />
      <span className="dim">
        {short(window.low)} to {short(window.high)}
      </span>
    </div>
  );
}
