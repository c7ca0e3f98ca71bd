import { ActionIcon, Button, Menu, NumberInput, SegmentedControl } from '@mantine/core';
import type { PrepareStep, StudyState } from '../../../src/contract/index.js';
import { useApp, useStudy, useView } from '../../app/app.js';
import { voxelText } from '../../app/voxel-text.js';
import { CellPicker } from '../../ui/cell-picker.js';
import { FacePicker } from '../../ui/face-picker.js';
import { Icon } from '../../ui/icons.js';
import { Facts, PanelTitle, Section, Warn } from '../../ui/panel-parts.js';
import { AXIS_NAMES } from '../../viewer/planes.js';
import { moveStep, newStep, replaceStep, shapeBefore, STEP_TITLES, withBound, type StepKind } from './prepare-model.js';

const KINDS: readonly StepKind[] = ['crop', 'downsample2', 'median', 'gaussian'];

export function PreparePanel() {
  const app = useApp();
  const study = useStudy();
  if (!study) return null;
  const { setup } = study;
  return (
    <>
      <PanelTitle title="Prepare">What only you know about the scan, and steps that can be switched off at any time.</PanelTitle>
      <Section
        title="Voxel size"
        aside={
          <button type="button" className="flat-button" onClick={() => app.overlays.set({ voxelEditor: true })} data-testid="voxel-edit">
            Edit
          </button>
        }
      >
        {setup.voxel ? (
          <p>
            {voxelText(setup.voxel)} <span className="dim">({setup.voxel.source})</span>
          </p>
        ) : (
          <Warn>Unknown. Numbers stay in voxels until you set it.</Warn>
        )}
      </Section>
      <Section title="Current collector">
        <FacePicker
          faces={setup.collector ?? []}
          onChange={(faces) => void app.session.updateSetup({ collector: faces.length > 0 ? faces : null })}
        />
        {!setup.collector?.length && <p className="dim">Without it live and dead lithium cannot be told apart.</p>}
      </Section>
      <Section title="Cell">
        <CellPicker cell={setup.cell} onChange={(cell) => void app.session.updateSetup({ cell })} />
      </Section>
      <Steps study={study} onChange={(steps) => void app.session.updatePrepare(steps)} />
      <Section title="Stack">
        <Facts
          rows={[
            ['Files', study.stack.names.length === 1 ? study.stack.names[0] : `${study.stack.names.length} slices`],
            ['Size', `${study.stack.shape.join(' × ')} ${study.stack.dtype}`],
            ['Prepared', study.layers.image.shape.join(' × ')],
            [
              'Study',
              <span key="folder" className="mono wrap">
                {study.folder}
              </span>,
            ],
          ]}
        />
        {study.stack.warnings.map((warning) => (
          <Warn key={warning}>{warning}</Warn>
        ))}
      </Section>
      <div className="panel-next">
        <Button onClick={() => app.session.show('segment')} data-testid="next-segment">
          Go on to segment
        </Button>
      </div>
    </>
  );
}

interface StepsProps {
  readonly study: StudyState;
  readonly onChange: (steps: PrepareStep[]) => void;
}

function Steps({ study, onChange }: StepsProps) {
  const app = useApp();
  const original = useView((view) => view.original);
  const steps = study.prepare;
  const stackShape = study.stack.shape;
  const hasGeometry = steps.some((step) => step.enabled && (step.step === 'crop' || step.step === 'downsample2'));
  return (
    <Section
      title="Steps"
      aside={
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className="flat-button" data-testid="add-step">
              Add step
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {KINDS.map((kind) => (
              <Menu.Item
                key={kind}
                data-testid={`add-${kind}`}
                onClick={() => onChange([...steps, newStep(kind, shapeBefore(steps, steps.length, stackShape))])}
              >
                {STEP_TITLES[kind]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      }
    >
      {steps.length === 0 && <p className="dim">None. The image is used as it was read.</p>}
      <ol className="step-list">
        {steps.map((step, i) => (
          <li key={`${step.step}-${i}`} data-off={!step.enabled || undefined} data-testid="prepare-step">
            <div className="step-line">
              <ActionIcon
                color="gray"
                aria-label={`${STEP_TITLES[step.step]} ${step.enabled ? 'off' : 'on'}`}
                aria-pressed={step.enabled}
                onClick={() => onChange(replaceStep(steps, i, { ...step, enabled: !step.enabled }))}
              >
                <Icon name={step.enabled ? 'eye' : 'eye-off'} />
              </ActionIcon>
              <span className="grow">{STEP_TITLES[step.step]}</span>
              <StepValue step={step} onChange={(next) => onChange(replaceStep(steps, i, next))} />
              <ActionIcon color="gray" aria-label="Earlier" disabled={i === 0} onClick={() => onChange(moveStep(steps, i, -1))}>
                <Icon name="up" size={12} />
              </ActionIcon>
              <ActionIcon color="gray" aria-label="Remove" onClick={() => onChange(steps.filter((_, k) => k !== i))}>
                <Icon name="close" size={12} />
              </ActionIcon>
            </div>
            {step.step === 'crop' && (
              <CropFields
                step={step}
                shape={shapeBefore(steps, i, stackShape)}
                onChange={(next) => onChange(replaceStep(steps, i, next))}
              />
            )}
          </li>
        ))}
      </ol>
      {steps.length > 0 && !hasGeometry && (
        <SegmentedControl
          fullWidth
          aria-label="Shown image"
          data={[
            { value: 'prepared', label: 'Prepared' },
            { value: 'original', label: 'Original' },
          ]}
          value={original ? 'original' : 'prepared'}
          onChange={(value) => app.view.set({ original: value === 'original' })}
        />
      )}
    </Section>
  );
}

interface StepValueProps {
  readonly step: PrepareStep;
  readonly onChange: (step: PrepareStep) => void;
}

function StepValue({ step, onChange }: StepValueProps) {
  if (step.step === 'median')
    return (
      <NumberInput
        w={86}
        aria-label="Radius of the median in voxels"
        value={step.radius}
        min={1}
        max={3}
        suffix=" vox"
        onChange={(value) => typeof value === 'number' && value >= 1 && value <= 3 && onChange({ ...step, radius: Math.round(value) })}
      />
    );
  if (step.step === 'gaussian')
    return (
      <NumberInput
        w={86}
        aria-label="Sigma of the Gaussian in voxels"
        value={step.sigma}
        min={0.1}
        max={10}
        step={0.5}
        decimalScale={2}
        suffix=" vox"
        onChange={(value) => typeof value === 'number' && value >= 0.1 && value <= 10 && onChange({ ...step, sigma: value })}
      />
    );
  return null;
}

interface CropFieldsProps {
  readonly step: Extract<PrepareStep, { step: 'crop' }>;
  readonly shape: readonly [number, number, number];
  readonly onChange: (step: PrepareStep) => void;
}

/** Six numbers in voxels; the end is one past the last voxel. Sent when a field is left, not at every digit. */
function CropFields({ step, shape, onChange }: CropFieldsProps) {
  return (
    <div className="crop-grid">
      {AXIS_NAMES.map((name, i) => {
        const axis = i as 0 | 1 | 2;
        return (
          <div key={name} className="crop-row">
            <span className="dim">{name}</span>
            {(['start', 'end'] as const).map((side) => (
              <NumberInput
                key={`${side}-${step[side][axis]}`}
                aria-label={`Crop ${name} ${side}`}
                defaultValue={step[side][axis]}
                hideControls
                data-testid={`crop-${name}-${side}`}
                onBlur={(event) => {
                  const value = Number(event.currentTarget.value);
                  if (Number.isFinite(value) && value !== step[side][axis]) onChange(withBound(step, side, axis, value, shape));
                }}
                onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
              />
            ))}
            <span className="dim">of {shape[axis]}</span>
          </div>
        );
      })}
    </div>
  );
}
