import { Tabs } from '@mantine/core';
import { useState } from 'react';
import { PanelTitle } from '../../ui/panel-parts.js';
import { ImportLabels } from './import-labels.js';
import { StrokesPanel } from './strokes-panel.js';
import { useSegment } from './use-segment.js';
import { WithModel } from './with-model.js';

const WAYS = {
  model: 'A model gives every voxel a class. The slice you look at comes first; finished tiles are kept.',
  strokes: 'Show what is what with a few strokes, see the slice change, and paint where it is wrong.',
  file: 'Labels that were made elsewhere, by hand or by another program.',
} as const;

type Way = keyof typeof WAYS;

export function SegmentPanel() {
  const segment = useSegment();
  const { study } = segment;
  const [way, setWay] = useState<Way>(() => firstWay(study));
  if (!study) return null;
  return (
    <>
      <PanelTitle title="Segment">{WAYS[way]}</PanelTitle>
      <Tabs
        value={way}
        onChange={(value) => setWay(value === 'strokes' || value === 'file' ? value : 'model')}
        keepMounted={false}
        className="segment-ways"
      >
        <Tabs.List grow>
          <Tabs.Tab value="model" data-testid="tab-model">
            Model
          </Tabs.Tab>
          <Tabs.Tab value="strokes" data-testid="tab-strokes">
            Strokes
          </Tabs.Tab>
          <Tabs.Tab value="file" data-testid="tab-labels-file">
            File
          </Tabs.Tab>
        </Tabs.List>
      </Tabs>
      {way === 'model' && <WithModel segment={segment} study={study} />}
      {way === 'strokes' && <StrokesPanel segment={segment} study={study} />}
      {way === 'file' && <ImportLabels />}
    </>
  );
}

/** The way in which the labels were made that are there. */
function firstWay(study: ReturnType<typeof useSegment>['study']): Way {
  if (study?.segmentation?.model.id === 'scribbles') return 'strokes';
  return study?.layers.labels && !study.segmentation ? 'file' : 'model';
}
