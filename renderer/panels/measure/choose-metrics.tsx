import { Button, Checkbox, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Empty } from '../../ui/panel-parts.js';
import { families, kindText, type Choosable, type Chosen, type Family } from './choose-model.js';
import { ParamForm } from './param-form.js';

interface ChooseMetricsProps {
  readonly metrics: readonly Choosable[];
  readonly isImage: boolean;
  readonly chosen: readonly Chosen[];
  readonly onChange: (chosen: readonly Chosen[]) => void;
}

/** All metrics by family, with a search; a chosen one shows its parameters. */
export function ChooseMetrics({ metrics, isImage, chosen, onChange }: ChooseMetricsProps) {
  const [search, setSearch] = useState('');
  const found = useMemo(() => families(metrics, search, isImage), [metrics, search, isImage]);
  const count = found.reduce((sum, family) => sum + family.metrics.length, 0);
  return (
    <div className="choose" data-keys data-testid="choose-metrics">
      <TextInput
        autoFocus
        aria-label="Find a metric"
        placeholder="Find a metric: tortuosity, tips, two-point, thickness …"
        value={search}
        data-testid="metric-search"
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      <p className="dim" role="status">
        {count} {count === 1 ? 'metric' : 'metrics'}. Those marked “standard” are measured anyway, with their defaults.
      </p>
      {count === 0 && <Empty title="Nothing is called like that">Try fewer words.</Empty>}
      {found.map((family) => (
        <FamilyList key={family.id} family={family} isOpen={search.trim() !== ''} chosen={chosen} onChange={onChange} />
      ))}
    </div>
  );
}

type ListProps = Pick<ChooseMetricsProps, 'chosen' | 'onChange'>;

function FamilyList({ family, isOpen, chosen, onChange }: ListProps & { readonly family: Family; readonly isOpen: boolean }) {
  const here = chosen.filter(({ metric }) => family.metrics.some(({ id }) => id === metric)).length;
  const [open, setOpen] = useState(here > 0);
  return (
    <details
      className="choose-family"
      open={isOpen || open}
      data-testid={`family-${family.id}`}
      onToggle={({ currentTarget }) => !isOpen && setOpen(currentTarget.open)}
    >
      <summary>
        <span className="grow">{family.title}</span>
        <span className="dim">{here > 0 ? `${here} of ${family.metrics.length}` : family.metrics.length}</span>
      </summary>
      <ul>
        {(isOpen || open) &&
          family.metrics.map((metric) => <MetricChoice key={metric.id} metric={metric} chosen={chosen} onChange={onChange} />)}
      </ul>
    </details>
  );
}

function MetricChoice({ metric, chosen, onChange }: ListProps & { readonly metric: Choosable }) {
  const places = chosen.flatMap((one, place) => (one.metric === metric.id ? [place] : []));
  const isOn = places.length > 0;
  return (
    <li data-metric={metric.id}>
      <div className="choose-line">
        <Checkbox
          className="grow"
          label={metric.title}
          description={metric.definition}
          checked={isOn}
          data-testid={`choose-${metric.id}`}
          onChange={() => onChange(isOn ? chosen.filter((one) => one.metric !== metric.id) : [...chosen, { metric: metric.id }])}
        />
        <Badges metric={metric} />
      </div>
      {isOn && metric.avoid !== '' && <p className="amber choose-avoid">{metric.avoid}</p>}
      {places.map((place, k) => (
        <div key={place} className="choose-params">
          {places.length > 1 && (
            <div className="choose-line">
              <span className="dim grow">No. {k + 1}</span>
              <button type="button" className="flat-button" onClick={() => onChange(chosen.filter((_, at) => at !== place))}>
                Remove
              </button>
            </div>
          )}
          <ParamForm
            params={metric.params}
            chosen={chosen[place] ?? { metric: metric.id }}
            onChange={(changed) => onChange(chosen.map((one, at) => (at === place ? changed : one)))}
          />
        </div>
      ))}
      {isOn && metric.params.length > 0 && (
        <Button variant="subtle" size="compact-xs" onClick={() => onChange([...chosen, { metric: metric.id }])}>
          Once more, with other parameters
        </Button>
      )}
    </li>
  );
}

function Badges({ metric }: { readonly metric: Choosable }) {
  return (
    <span className="choose-badges">
      {metric.isStandard && <span className="badge">standard</span>}
      <span className="badge">{kindText(metric.unit)}</span>
      <span
        className="badge"
        title={
          metric.streams
            ? 'Measured slab by slab: on the whole stack, whatever its size'
            : 'Measured in memory: of a stack larger than the memory budget, on a box around its centre'
        }
      >
        {metric.streams ? 'whole stack' : 'in memory'}
      </span>
    </span>
  );
}
