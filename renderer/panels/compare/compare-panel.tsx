import { Button, Checkbox, NumberInput } from '@mantine/core';
import { useMemo } from 'react';
import type { CompareDocument } from '../../../src/contract/index.js';
import { curvesFigure, verdictsFigure, type FigureOptions } from '../../../src/figures/index.js';
import { spacingText } from '../../app/voxel-text.js';
import { JobRow } from '../../app/job-tray.js';
import { Chart } from '../../ui/chart.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Empty, Facts, PanelTitle, Section, Warn } from '../../ui/panel-parts.js';
import { readableCurves } from '../../ui/readable-curve.js';
import { quantityText } from '../../ui/quantity-text.js';
import {
  distanceCell,
  floorCell,
  outcomeOf,
  quantityCell,
  ratioCell,
  VERDICT_TITLES,
  windowsText,
  type ComparedGenerator,
  type ComparedRow,
} from './compare-model.js';
import { useCompare } from './use-compare.js';

export function ComparePanel() {
  const compare = useCompare();
  const { study, generators, chosen, result, job, state } = compare;
  if (!study) return null;
  const hasLabels = study.layers.labels !== null;
  return (
    <div className="page-columns">
      <div className="page-side">
        <PanelTitle title="Compare">
          Simulated structures of the same voxel size, window and amount of lithium, measured by the same code.
        </PanelTitle>
        <Section title="Growth models">
          {generators === null && <p className="dim">Reading the models…</p>}
          {generators?.length === 0 && <Empty title="No growth model is installed" />}
          {generators?.map((generator) => (
            <div key={generator.id} className="generator">
              <Checkbox
                label={generator.title}
                description={[generator.dimension, ...generator.approximations.slice(0, 1)].filter(Boolean).join(' · ')}
                checked={chosen.includes(generator.id)}
                onChange={() => compare.toggle(generator.id)}
                data-testid={`generator-${generator.id}`}
              />
            </div>
          ))}
        </Section>
        <NumberInput
          label="Seeds of each"
          description="At least five, to see the spread between runs"
          value={compare.seeds}
          min={1}
          max={50}
          allowDecimal={false}
          onChange={(value) => typeof value === 'number' && compare.setSeeds(Math.min(50, Math.max(1, value)))}
          data-testid="seeds"
        />
        {compare.seeds < 5 && <Warn>Fewer than five seeds say little about the spread.</Warn>}
        {compare.failure && <ErrorNote error={compare.failure} />}
        {job ? (
          <JobRow job={job} />
        ) : (
          <div className="panel-next">
            <Button disabled={!hasLabels || chosen.length === 0} onClick={() => void compare.run()} data-testid="run-compare">
              {result ? 'Compare again' : 'Compare'}
            </Button>
          </div>
        )}
      </div>
      <div className="page-main" aria-live="polite">
        {state.status === 'stale' && result && <Warn>{state.why ?? 'The labels changed since.'} Compare again.</Warn>}
        {result ? (
          <Outcome document={result} />
        ) : (
          <Empty title={hasLabels ? 'No comparison yet' : 'Nothing to compare yet'}>
            {hasLabels
              ? 'Distances are judged against how much windows of the image itself differ from each other. “None of these fits” is a possible answer.'
              : 'Segment the stack first.'}
          </Empty>
        )}
      </div>
    </div>
  );
}

function Outcome({ document }: { readonly document: CompareDocument }) {
  const outcome = outcomeOf(document);
  const { matched } = document;
  const capacity = matched.capacity && quantityText('capacity', matched.capacity.value, matched.capacity.unit);
  return (
    <>
      <div className="outcome" data-level={outcome.level} data-testid="compare-outcome">
        <h2>{outcome.title}</h2>
        <p>{outcome.text}</p>
      </div>
      {document.warnings.map((warning) => (
        <Warn key={warning}>{warning}</Warn>
      ))}
      <Facts
        rows={[
          ['Voxel size', matched.spacing ? spacingText(matched.spacing.value, matched.spacing.unit) : 'unknown'],
          ['Window', `${matched.window.join(' × ')} voxels`],
          ['Lithium', capacity ? `${capacity.value} ${capacity.unit}` : '–'],
        ]}
      />
      {document.generators?.map((generator) => (
        <Generator key={generator.id} generator={generator} />
      ))}
      {!document.generators && <Rows rows={document.rows} />}
      <div className="chart-grid">
        {Object.entries(document.curves).map(([id, curves]) => (
          <CurveChart key={id} curves={curves} />
        ))}
      </div>
    </>
  );
}

function Generator({ generator }: { readonly generator: ComparedGenerator }) {
  const bars = useMemo(
    () => generator.rows.flatMap((row) => (row.ratio === null ? [] : [{ title: row.title, ratio: row.ratio, verdict: row.verdict }])),
    [generator],
  );
  const draw = useMemo(() => (options: FigureOptions) => verdictsFigure(bars, options), [bars]);
  return (
    <section className="result-group" data-testid={`compared-${generator.id}`}>
      <h3>
        {generator.title}
        <span className="verdict" data-verdict={generator.verdict}>
          {VERDICT_TITLES[generator.verdict]}
        </span>
        <span className="dim">seeds {generator.seeds.join(', ')}</span>
      </h3>
      {generator.reason && <p className="dim">{generator.reason}</p>}
      <Rows rows={generator.rows} />
      {windowsText(generator.rows) && <p className="dim">{windowsText(generator.rows)}</p>}
      {bars.length > 1 && (
        <Chart
          title="Distance over noise floor"
          summary={`${bars.length} measures; 1 is another window of the image`}
          draw={draw}
          height={40 + 22 * bars.length}
        />
      )}
    </section>
  );
}

function Rows({ rows }: { readonly rows: readonly ComparedRow[] }) {
  return (
    <div className="table-scroll">
      <table className="plain-table">
        <thead>
          <tr>
            <th>Measure</th>
            <th>Image</th>
            <th>Simulated</th>
            <th>Distance</th>
            <th>Noise floor</th>
            <th>Ratio</th>
            <th>Verdict</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.metric} title={row.reason} data-testid="compare-row">
              <td>{row.title}</td>
              <td className="number">{quantityCell(row.metric, row.a)}</td>
              <td className="number">{quantityCell(row.metric, row.b)}</td>
              <td className="number">{distanceCell(row)}</td>
              <td className="number">{floorCell(row)}</td>
              <td className="number">{ratioCell(row)}</td>
              <td>
                <span className="verdict" data-verdict={row.verdict}>
                  {VERDICT_TITLES[row.verdict]}
                </span>
                {row.reason && <div className="dim">{row.reason}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CurveChart({ curves }: { readonly curves: CompareDocument['curves'][string] }) {
  const draw = useMemo(() => (options: FigureOptions) => curvesFigure(readableCurves(curves), options), [curves]);
  const [first] = curves;
  if (!first) return null;
  return <Chart title={`${first.y.label} against ${first.x.label}`} summary={curves.map((curve) => curve.title).join(', ')} draw={draw} />;
}
