import type { ReactNode } from 'react';
import type { ModelCheck, StudyState } from '../../../src/contract/index.js';
import { Facts, Warn } from '../../ui/panel-parts.js';
import { FORESIGHT_TITLES, knownBefore } from './known-before.js';
import { RangeBox } from './range-box.js';
import type { ModelCard as Model } from './segment-model.js';

interface ModelCardProps {
  readonly model: Model;
  readonly study: StudyState;
  readonly isChosen: boolean;
  /** why this model is the first choice for this stack; null: it is not */
  readonly reason: string | null;
  readonly check: ModelCheck | undefined;
  readonly onChoose: () => void;
  readonly onCheck: () => void;
  /** what else has to be said before it can run */
  readonly children?: ReactNode;
}

/** One model: what it was made for, whether it runs here, and what is known of the fit before it runs. */
export function ModelCard({ model, study, isChosen, reason, check, onChoose, onCheck, children }: ModelCardProps) {
  return (
    <article className="model-card" data-chosen={isChosen || undefined} data-testid={`model-${model.id}`}>
      <div className="job-line">
        <label className="grow model-name">
          <input type="radio" name="model" checked={isChosen} disabled={model.error !== null} onChange={onChoose} />
          <span>
            {model.title}
            {model.version && <span className="dim"> {model.version}</span>}
          </span>
        </label>
        <button
          type="button"
          className="flat-button"
          onClick={onCheck}
          disabled={model.error !== null}
          title="Runs the package's own test on this machine"
        >
          Check
        </button>
      </div>
      {(model.modality !== null || reason !== null || model.ref !== null) && (
        <p className="model-tags">
          {model.modality !== null && <span className="tag">{model.modality}</span>}
          {model.ref !== null && <span className="tag">In this study</span>}
          {reason !== null && (
            <span className="tag" data-kind="suggested" data-testid="suggested">
              Suggested
            </span>
          )}
        </p>
      )}
      {reason !== null && <p className="dim model-note">{reason}</p>}
      {model.error && <Warn>{model.error}</Warn>}
      {isChosen && (
        <>
          {model.description && <p className="dim clamp">{model.description}</p>}
          {model.trainedOn.length > 0 && <Facts rows={model.trainedOn} />}
          {model.error === null && <Light model={model} study={study} />}
        </>
      )}
      {children}
      {check && (
        <p className={check.passed ? 'good' : 'bad'} role="status">
          {check.passed ? 'Passed: ' : 'Failed: '}
          {check.message}
        </p>
      )}
    </article>
  );
}

function Light({ model, study }: { readonly model: Model; readonly study: StudyState }) {
  const { level, reasons } = knownBefore(model, study);
  return <RangeBox level={level} title={FORESIGHT_TITLES[level]} reasons={reasons} testId="known-before" />;
}
