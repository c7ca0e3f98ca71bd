import { Popover } from '@mantine/core';
import type { NamedQuantity } from '../../src/contract/index.js';
import { causeTitle, quantityText, shortUncertainty, uncertaintyText } from './quantity-text.js';

export interface MetricPassport {
  readonly bias?: string;
  readonly references?: readonly string[];
}

interface MetricCardProps {
  readonly quantity: NamedQuantity;
  /** what the catalogue adds: bias, references */
  readonly passport?: MetricPassport | undefined;
  readonly isStale?: boolean;
}

/** A number with its unit, its interval and its passport; greyed with the reason where there is none. */
export function MetricCard({ quantity, passport, isStale = false }: MetricCardProps) {
  const { value, unit } = quantityText(quantity.metric, quantity.value, quantity.unit);
  const ranges = shortUncertainty(quantity);
  return (
    <article
      className="metric-card"
      data-missing={quantity.value === null || undefined}
      data-stale={isStale || undefined}
      data-metric={quantity.metric}
      data-testid="metric-card"
    >
      <div className="metric-title">
        <span className="grow">{quantity.title}</span>
        <Passport quantity={quantity} passport={passport} />
      </div>
      <div className="metric-value">
        <b>{value}</b> <span>{unit}</span>
      </div>
      {quantity.value === null ? (
        <div className="metric-note">{quantity.reason ?? 'not defined here'}</div>
      ) : (
        <>
          {ranges.map((range) => (
            <div key={range} className="metric-note">
              {range}
            </div>
          ))}
          {quantity.note && ranges.length === 0 && (
            <div className="metric-note metric-clamp" title={quantity.note}>
              {quantity.note}
            </div>
          )}
        </>
      )}
    </article>
  );
}

/** The estimator passport behind the "i". */
export function Passport({ quantity, passport }: Pick<MetricCardProps, 'quantity' | 'passport'>) {
  return (
    <Popover width={320} position="bottom-end" shadow="md" withinPortal>
      <Popover.Target>
        <button type="button" className="info-button" aria-label={`How ${quantity.title} was estimated`}>
          i
        </button>
      </Popover.Target>
      <Popover.Dropdown className="passport">
        <strong>{quantity.title}</strong>
        <dl className="facts">
          <div>
            <dt>Estimator</dt>
            <dd className="mono">{quantity.estimator}</dd>
          </div>
          {Object.entries(quantity.uncertainty ?? {}).map(([cause, range]) => (
            <div key={cause}>
              <dt>{causeTitle(cause)}</dt>
              <dd>{uncertaintyText({ ...quantity, uncertainty: { [cause]: range } })?.replace(/ \(.*\)$/, '')}</dd>
            </div>
          ))}
          {passport?.bias && (
            <div>
              <dt>Bias</dt>
              <dd>{passport.bias}</dd>
            </div>
          )}
          {quantity.note && (
            <div>
              <dt>Note</dt>
              <dd>{quantity.note}</dd>
            </div>
          )}
          {passport?.references?.map((reference) => (
            <div key={reference}>
              <dt>Reference</dt>
              <dd>{reference}</dd>
            </div>
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}
