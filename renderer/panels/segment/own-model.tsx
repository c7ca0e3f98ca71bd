import { Button } from '@mantine/core';
import { useRef } from 'react';
import { useDrop } from '../../ui/drop-target.js';
import { ErrorNote } from '../../ui/error-note.js';
import { FileInput } from '../../ui/file-input.js';
import { PhaseSelect } from './phase-select.js';
import { isMapped, type ChannelMap } from './use-own-models.js';
import type { SegmentWiring } from './use-segment.js';

/** The door for a model from elsewhere. */
export function AddModel({ segment }: { readonly segment: SegmentWiring }) {
  const { own } = segment;
  const input = useRef<HTMLInputElement>(null);
  const drop = useDrop(({ files: [file] }) => {
    if (file) segment.addModel(file);
  });
  return (
    <>
      {own.failure && <ErrorNote error={own.failure} />}
      <div className="add-model" data-testid="add-model" {...drop}>
        <span className="dim grow" role="status">
          {own.adding === null ? 'A model from elsewhere: drop its .zip here' : `Reading ${own.adding}…`}
        </span>
        <Button
          variant="default"
          disabled={own.adding !== null}
          onClick={() => (own.isDesktop ? segment.pickModel() : input.current?.click())}
        >
          Choose…
        </Button>
        <FileInput ref={input} accept=".zip" testId="model-input" onFile={segment.addModel} />
      </div>
    </>
  );
}

interface ChannelsProps {
  readonly channels: readonly string[];
  readonly mapping: ChannelMap;
  readonly onChange: (channel: string, phase: number) => void;
}

/** What each channel of a foreign model stands for. Nothing is guessed. */
export function Channels({ channels, mapping, onChange }: ChannelsProps) {
  return (
    <>
      {!isMapped(channels, mapping) && <p className="amber">Say what each channel of this model is.</p>}
      <table className="map-table" aria-label="Channels of the model" data-testid="channel-map">
        <thead>
          <tr>
            <th>Channel</th>
            <th>Phase</th>
          </tr>
        </thead>
        <tbody>
          {channels.map((channel) => (
            <tr key={channel}>
              <td className="ellipsis" title={channel}>
                {channel}
              </td>
              <td>
                <PhaseSelect
                  label={`Phase of channel ${channel}`}
                  phase={mapping[channel]}
                  testId={`channel-${channel}`}
                  onChange={(phase) => phase !== undefined && onChange(channel, phase)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
