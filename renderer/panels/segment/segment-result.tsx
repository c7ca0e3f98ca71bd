import { Button } from '@mantine/core';
import type { StudyState } from '../../../src/contract/index.js';
import { PHASES } from '../../../src/volume/index.js';
import { Facts, Section } from '../../ui/panel-parts.js';
import { durationText, numberText } from '../../ui/quantity-text.js';
import { Swatch } from '../../ui/swatch.js';
import { RangeBox } from './range-box.js';
import { LEVEL_TITLES } from './segment-model.js';

/** What the last segmentation gave, and whether the model was made for such an image. */
export function Result({ study, onReview }: { readonly study: StudyState; readonly onReview: () => void }) {
  const done = study.segmentation;
  if (!done) return null;
  const { level, reasons } = done.outOfRange;
  const total = Object.values(done.phases).reduce((sum, count) => sum + count, 0) || 1;
  return (
    <Section title="Result">
      <RangeBox level={level} title={LEVEL_TITLES[level]} reasons={reasons} testId="out-of-range" />
      <ul className="share-list">
        {PHASES.filter((phase) => countOf(done.phases, phase) > 0).map((phase) => (
          <li key={phase.id}>
            <Swatch code={phase.id} />
            <span className="grow">{phase.title}</span>
            <span className="number">{((100 * countOf(done.phases, phase)) / total).toFixed(1)} %</span>
          </li>
        ))}
      </ul>
      <Facts
        rows={[
          ['Model', `${done.model.title} ${done.model.version}`],
          ['Time', `${durationText(done.seconds)}, ${numberText(Math.round(done.voxelsPerSecond))} voxels/s`],
          ['Tiles', done.tiles.reused > 0 ? `${done.tiles.total}, ${done.tiles.reused} used again` : String(done.tiles.total)],
        ]}
      />
      <div className="panel-next">
        <Button variant="default" onClick={onReview} data-testid="next-review">
          Review the labels
        </Button>
      </div>
    </Section>
  );
}

/** Counts come by phase id or by phase name. */
function countOf(phases: Readonly<Record<string, number>>, phase: { readonly id: number; readonly name: string }): number {
  return phases[String(phase.id)] ?? phases[phase.name] ?? 0;
}
