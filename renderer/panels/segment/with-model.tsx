import { Button, SegmentedControl } from '@mantine/core';
import type { StudyState } from '../../../src/contract/index.js';
import { useApp } from '../../app/app.js';
import { CellPicker } from '../../ui/cell-picker.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Empty, Section } from '../../ui/panel-parts.js';
import { DepthEditor } from './depth-editor.js';
import { Difference } from './difference.js';
import { ModelCard } from './model-card.js';
import { AddModel, Channels } from './own-model.js';
import { Running } from './running.js';
import { Result } from './segment-result.js';
import type { RunQuality, SegmentWiring } from './use-segment.js';

interface WithModelProps {
  readonly segment: SegmentWiring;
  readonly study: StudyState;
}

export function WithModel({ segment, study }: WithModelProps) {
  const { models, selected, job, suggestion, own } = segment;
  return (
    <>
      {segment.failure && <ErrorNote error={segment.failure}>Finished tiles are kept; run again to go on.</ErrorNote>}
      <Section title="Model">
        {models === null && <p className="dim">Reading the models…</p>}
        {suggestion?.model === null && <p className="dim">{suggestion.reason}</p>}
        {models?.length === 0 && (
          <Empty title="No model is installed">Put a model package into the models folder and open this stage again.</Empty>
        )}
        {models?.map((model) => (
          <ModelCard
            key={model.id}
            model={model}
            study={study}
            isChosen={model.id === selected?.id}
            reason={suggestion?.model === model.id ? suggestion.reason : null}
            check={segment.checks[model.id]}
            onChoose={() => segment.choose(model.id)}
            onCheck={() => void segment.check(model)}
          >
            {model.ref !== null && model.id === selected?.id && (
              <Channels
                channels={model.classes}
                mapping={own.mapOf(model.id)}
                onChange={(channel, phase) => own.setPhase(model.id, model.classes, channel, phase)}
              />
            )}
          </ModelCard>
        ))}
        <AddModel segment={segment} />
      </Section>
      <Quality segment={segment} />
      <Cell study={study} />
      <DepthEditor key={`${study.id}/${study.setup.collector?.join() ?? ''}`} study={study} />
      {study.segmentation && <Result study={study} onReview={segment.goOn} />}
      {study.layers.labels && <Difference study={study} segment={segment} />}
      {job ? (
        <Running job={job} onCancel={segment.cancel} />
      ) : (
        <>
          {segment.cancelled && <p className="dim">Stopped. Finished tiles are kept and will be used again.</p>}
          <div className="panel-next">
            <Button disabled={!segment.canRun} onClick={() => void segment.run()} data-testid="run-segment">
              {study.segmentation ? 'Run again' : segment.cancelled ? 'Go on' : 'Run'}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

const QUALITIES: readonly { readonly value: RunQuality; readonly label: string; readonly note: string }[] = [
  { value: 'fast', label: 'Fast', note: 'Rounded weights where the model has them, one look at each voxel.' },
  { value: 'once', label: 'Standard', note: 'Full weights, one look at each voxel.' },
  { value: 'best', label: 'Best', note: 'Full weights, averaged over mirror images and directions: several times slower.' },
];

function Quality({ segment }: { readonly segment: SegmentWiring }) {
  const { quality } = segment;
  return (
    <Section title="Quality">
      <SegmentedControl
        fullWidth
        aria-label="Quality"
        value={quality}
        onChange={(value) => segment.setQuality(QUALITIES.find((item) => item.value === value)?.value ?? 'once')}
        data={QUALITIES.map(({ value, label }) => ({ value, label }))}
        data-testid="quality"
      />
      <p className="dim">{QUALITIES.find((item) => item.value === quality)?.note}</p>
    </Section>
  );
}

/** What fills the pores tells gas from liquid, which look alike in some images. */
function Cell({ study }: { readonly study: StudyState }) {
  const app = useApp();
  return (
    <Section title="Cell">
      <CellPicker cell={study.setup.cell} onChange={(cell) => void app.session.updateSetup({ cell })} />
      <p className="dim">Wet: pores are full of electrolyte. Dry: they hold gas. It tells the two apart where they look alike.</p>
    </Section>
  );
}
