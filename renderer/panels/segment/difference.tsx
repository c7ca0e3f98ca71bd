import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { DifferenceDocument, StudyState } from '../../../src/contract/index.js';
import { PHASES } from '../../../src/volume/index.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Section } from '../../ui/panel-parts.js';
import { Swatch } from '../../ui/swatch.js';
import { Running } from './running.js';
import type { ModelCard } from './segment-model.js';
import { useDifference, type OtherResult } from './use-difference.js';
import { isMapped } from './use-own-models.js';
import { fileOf, type SegmentWiring } from './use-segment.js';

interface DifferenceProps {
  readonly study: StudyState;
  readonly segment: SegmentWiring;
}

/** Another result for the same stack beside the labels as they are: drawn over the image, and counted for each phase. */
export function Difference({ study, segment }: DifferenceProps) {
  const models = usableModels(segment);
  const difference = useDifference(study);
  const others = [
    ...models.map((model) => ({ value: model.id, label: `Model ${model.title}` })),
    ...(study.edits.undo > 0 ? [{ value: 'first', label: 'These labels before the first edit' }] : []),
  ];
  const current = study.segmentation?.model.id;
  const [chosen, setChosen] = useState(others.find(({ value }) => value !== current)?.value ?? others[0]?.value ?? '');
  if (others.length === 0) return null;
  return (
    <Section title="Compare with another result">
      {difference.failure && <ErrorNote error={difference.failure} />}
      {difference.job ? (
        <Running job={difference.job} onCancel={difference.cancel} title="Comparison" />
      ) : (
        <div className="field-row">
          <NativeSelect
            className="grow"
            size="xs"
            aria-label="The other result"
            value={chosen}
            data={others}
            onChange={({ currentTarget: { value } }) => setChosen(value)}
            data-testid="difference-other"
          />
          <Button variant="default" onClick={() => difference.compare(otherOf(segment, chosen))} data-testid="run-difference">
            Compare
          </Button>
        </div>
      )}
      {difference.document && <Agreement document={difference.document} isStale={difference.isStale} />}
    </Section>
  );
}

/** those that could run now */
function usableModels({ models, own }: SegmentWiring): readonly ModelCard[] {
  return (models ?? []).filter((model) => model.error === null && (model.ref === null || isMapped(model.classes, own.mapOf(model.id))));
}

function otherOf(segment: SegmentWiring, value: string): OtherResult {
  const model = usableModels(segment).find(({ id }) => id === value);
  if (!model) return 'first';
  return { model: model.id, ...fileOf(model), ...(model.ref === null ? {} : { mapping: segment.own.mapOf(model.id) }) };
}

function Agreement({ document, isStale }: { readonly document: DifferenceDocument; readonly isStale: boolean }) {
  const percent = (part: number): string => `${((100 * part) / Math.max(1, document.voxels)).toFixed(1)} %`;
  return (
    <>
      <p data-testid="difference-share">
        {percent(document.changed)} of the voxels differ. <span className="dim">In the image: what the other result says there.</span>
      </p>
      {isStale && <p className="amber">The labels were edited since; compare again.</p>}
      <table className="map-table agreement" data-testid="agreement">
        <caption className="dim">
          {document.a.title} (here) and {document.b.title} (other)
        </caption>
        <thead>
          <tr>
            <th>Phase</th>
            <th>Here</th>
            <th>Other</th>
            <th title="Overlap of the two, 2 |A and B| / (|A| + |B|)">Overlap</th>
          </tr>
        </thead>
        <tbody>
          {document.phases.map((row) => (
            <tr key={row.phase}>
              <td>
                <Swatch code={row.phase} /> {PHASES[row.phase]?.title ?? row.phase}
              </td>
              <td className="number">{percent(row.a)}</td>
              <td className="number">{percent(row.b)}</td>
              <td className="number">{row.agreement === null ? '–' : row.agreement.toFixed(3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
