import { useMemo } from 'react';
import { curvesFigure, histogramFigure, type FigureOptions } from '../../../src/figures/index.js';
import type { Curve, Table } from '../../../src/volume/index.js';
import { Chart } from '../../ui/chart.js';
import { Empty } from '../../ui/panel-parts.js';
import { readableCurves } from '../../ui/readable-curve.js';
import { componentTable } from './measure-model.js';

/** Everything measured that is a function of something, and the sizes of the pieces of lithium. */
export function Curves({ curves, tables }: { readonly curves: readonly Curve[]; readonly tables: readonly Table[] }) {
  const pieces = componentTable(tables);
  return (
    <>
      <div className="chart-grid">
        {curves.map((curve) => (
          <CurveChart key={curve.id} curve={curve} />
        ))}
        {pieces && pieces.rows.length > 2 && <SizeChart table={pieces} />}
        {curves.length === 0 && <Empty title="No curves">Profiles need a marked current collector.</Empty>}
      </div>
      <p className="dim">
        More metrics that are curves, to be chosen: lineal path, two-point probability, pattern spectrum, height differences, box counts.
      </p>
    </>
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
