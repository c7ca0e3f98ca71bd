import { Button, Tabs } from '@mantine/core';
import { useMemo } from 'react';
import { curvesFigure, histogramFigure, type FigureOptions } from '../../../src/figures/index.js';
import type { Curve, Table } from '../../../src/volume/index.js';
import { JobRow } from '../../app/job-tray.js';
import { Chart } from '../../ui/chart.js';
import { DataTable } from '../../ui/data-table.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Passport } from '../../ui/metric-card.js';
import { MetricGrid, MissingList } from '../../ui/metric-grid.js';
import { missingByReason } from '../../ui/missing.js';
import { Empty, PanelTitle, Warn } from '../../ui/panel-parts.js';
import { readableCurves } from '../../ui/readable-curve.js';
import { quantityText, uncertaintyText } from '../../ui/quantity-text.js';
import { centroidOf, COMPONENT_COLUMNS, componentTable, familyTitle, type ResultGroup } from './measure-model.js';
import { useMeasure } from './use-measure.js';

export function MeasurePanel() {
  const measure = useMeasure();
  const { study, result, job, state } = measure;
  if (!study) return null;
  const hasLabels = study.layers.labels !== null;
  const isStale = state.status === 'stale';
  return (
    <>
      <div className="panel-head">
        <PanelTitle title="Measure" />
        <span className="grow" />
        {!job && (
          <Button
            disabled={!hasLabels}
            onClick={() => void measure.run()}
            data-testid="run-measure"
            {...(result && !isStale ? { variant: 'default' } : {})}
          >
            {result ? 'Measure again' : 'Measure'}
          </Button>
        )}
      </div>
      {measure.failure && <ErrorNote error={measure.failure} />}
      {job && <JobRow job={job} />}
      {isStale && result && <Warn>{state.why ?? 'The labels changed since.'} These numbers are of before; measure again.</Warn>}
      {!study.setup.voxel && <Warn>Voxel size unknown: lengths, areas and volumes are left out until it is set.</Warn>}
      {!result && !job && (
        <Empty title={hasLabels ? 'Nothing measured yet' : 'Nothing to measure yet'}>
          {hasLabels
            ? 'Every number comes with its unit, its estimator and an interval, or says why it is not there.'
            : 'Segment the stack, or import labels, first.'}
        </Empty>
      )}
      {result && (
        <>
          <MetricGrid quantities={result.headline} passports={measure.infos} isStale={isStale} testId="measure-cards" />
          <Tabs defaultValue="numbers" className="measure-tabs">
            <Tabs.List>
              <Tabs.Tab value="numbers" data-testid="tab-numbers">
                All numbers
              </Tabs.Tab>
              <Tabs.Tab value="components" data-testid="tab-components">
                Components
              </Tabs.Tab>
              <Tabs.Tab value="curves" data-testid="tab-curves">
                Curves
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="numbers">
              {measure.groups.map((group) => (
                <Group key={group.family} group={group} />
              ))}
              {result.document.warnings.map((warning) => (
                <Warn key={warning}>{warning}</Warn>
              ))}
            </Tabs.Panel>
            <Tabs.Panel value="components" className="fill">
              <Components table={componentTable(result.tables)} onJump={measure.jump} />
            </Tabs.Panel>
            <Tabs.Panel value="curves">
              <Curves curves={result.curves} table={componentTable(result.tables)} />
            </Tabs.Panel>
          </Tabs>
        </>
      )}
    </>
  );
}

/** One family of metrics: name, value, unit, interval, and why a value is missing. */
function Group({ group }: { readonly group: ResultGroup }) {
  return (
    <section className="result-group">
      <h3>{familyTitle(group.family)}</h3>
      <ul>
        {group.rows
          .filter(({ quantity }) => quantity.value !== null)
          .map(({ quantity, info, detail }, i) => {
            const { value, unit } = quantityText(quantity.metric, quantity.value, quantity.unit);
            const range = uncertaintyText(quantity);
            return (
              <li key={`${quantity.metric}-${i}`} data-metric={quantity.metric}>
                <span className="result-title">
                  {quantity.title}
                  {detail && <span className="dim"> {detail}</span>}
                </span>
                <span className="result-value">
                  <b>{value}</b> {unit}
                </span>
                <span className="result-note">{range ?? quantity.note ?? ''}</span>
                <Passport quantity={quantity} passport={info ?? undefined} />
              </li>
            );
          })}
      </ul>
      <MissingList
        missing={missingByReason(group.rows.map(({ quantity, detail }) => ({ ...quantity, title: `${quantity.title} ${detail}`.trim() })))}
      />
    </section>
  );
}

interface ComponentsProps {
  readonly table: Table | null;
  readonly onJump: (voxel: readonly [number, number, number]) => void;
}

function Components({ table, onJump }: ComponentsProps) {
  if (!table || table.rows.length === 0) return <Empty title="No lithium components">There is no lithium in these labels.</Empty>;
  return (
    <>
      <p className="dim">
        {table.rows.length} {table.rows.length === 1 ? 'component' : 'components'}. Click a row to put the crosshair on it.
      </p>
      <DataTable
        table={table}
        columns={COMPONENT_COLUMNS}
        rowHint="Go to this component"
        onRow={(row) => {
          const voxel = centroidOf(table, row);
          if (voxel) onJump(voxel);
        }}
      />
    </>
  );
}

function Curves({ curves, table }: { readonly curves: readonly Curve[]; readonly table: Table | null }) {
  return (
    <div className="chart-grid">
      {curves.map((curve) => (
        <CurveChart key={curve.id} curve={curve} />
      ))}
      {table && table.rows.length > 2 && <SizeChart table={table} />}
      {curves.length === 0 && <Empty title="No curves">Profiles need a marked current collector.</Empty>}
    </div>
  );
}

function CurveChart({ curve }: { readonly curve: Curve }) {
  const draw = useMemo(() => (options: FigureOptions) => curvesFigure(readableCurves([curve]), options), [curve]);
  return <Chart title={curve.title} summary={`${curve.y.label} against ${curve.x.label}, ${curve.x.values.length} points`} draw={draw} />;
}

/** Sizes of the components in voxels, which are there with and without a voxel size. */
function SizeChart({ table }: { readonly table: Table }) {
  const draw = useMemo(() => {
    const at = table.columns.findIndex((column) => column.id === 'voxels');
    const values = table.rows.map((row) => row[at]).filter((cell) => typeof cell === 'number');
    return (options: FigureOptions) => histogramFigure({ values, label: 'size of a component', unit: 'voxels' }, options);
  }, [table]);
  return <Chart title="Sizes of the components" summary={`${table.rows.length} components`} draw={draw} />;
}
