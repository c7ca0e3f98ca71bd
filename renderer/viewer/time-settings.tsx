import { Slider } from '@mantine/core';
import { useApp, useView } from '../app/app.js';
import { showTime } from './view-store.js';

/** The time point in sight. Numbers and labels stay with the one that is analysed. */
export function TimeSettings() {
  const app = useApp();
  const planes = useView((view) => view.planes);
  const time = useView((view) => view.time);
  if (!planes || planes.times < 2) return null;
  const shown = time ?? planes.time;
  return (
    <div className="display-group" data-testid="time-settings">
      <div className="group-title">
        <span>
          Time point {shown + 1} of {planes.times}
        </span>
        <button
          type="button"
          className="flat-button"
          disabled={time === null}
          title="Back to the time point that the numbers are of"
          onClick={() => app.view.set({ time: null })}
          data-testid="analysed-time"
        >
          Analysed: {planes.time + 1}
        </button>
      </div>
      <Slider
        aria-label="Time point"
        min={0}
        max={planes.times - 1}
        value={shown}
        label={(value) => `${value + 1}`}
        onChange={(value) => showTime(app.view, value)}
        size="xs"
      />
      {time !== null && <p className="dim legend-note">Labels belong to time point {planes.time + 1} and are not drawn here.</p>}
    </div>
  );
}
