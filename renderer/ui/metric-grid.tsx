import type { NamedQuantity } from '../../src/contract/index.js';
import { MetricCard, type MetricPassport } from './metric-card.js';
import { splitMissing, type Missing } from './missing.js';

interface MetricGridProps {
  readonly quantities: readonly NamedQuantity[];
  readonly passports?: ReadonlyMap<string, MetricPassport>;
  readonly isStale: boolean;
  readonly testId: string;
}

/** Cards for the numbers that are there; what is not there, and why, in few lines below. */
export function MetricGrid({ quantities, passports, isStale, testId }: MetricGridProps) {
  const { shown, missing } = splitMissing(quantities);
  return (
    <div className="metric-block" data-testid={testId}>
      <div className="metric-grid">
        {shown.map((quantity) => (
          <MetricCard
            key={`${quantity.metric}/${quantity.title}`}
            quantity={quantity}
            passport={passports?.get(quantity.metric)}
            isStale={isStale}
          />
        ))}
      </div>
      <MissingList missing={missing} />
    </div>
  );
}

export function MissingList({ missing }: { readonly missing: readonly Missing[] }) {
  if (missing.length === 0) return null;
  return (
    <dl className="missing" aria-label="Numbers that are not there">
      {missing.map(({ reason, titles }) => (
        <div key={reason}>
          <dt>{titles.join(', ')}</dt>
          <dd>{reason}</dd>
        </div>
      ))}
    </dl>
  );
}
