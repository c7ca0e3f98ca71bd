import { ERROR_CAUSES, relativeBounds } from '../../../src/volume/index.js';
import { Empty } from '../../ui/panel-parts.js';
import { quantityText } from '../../ui/quantity-text.js';
import { familyTitle, type ResultGroup } from './measure-model.js';

type Row = ResultGroup['rows'][number];

/** Widest bar that is drawn, as a share of the value: larger errors are cut there. */
const FULL = 0.5;

const digits = (share: number): string => {
  const percent = Math.abs(100 * share);
  if (percent < 0.005) return '0';
  return percent >= 1000 ? '>999' : String(Number(percent.toPrecision(2)));
};

/** "±3.4" or "−2.1 +3.4", in percent */
function rangeText([below, above]: readonly [number, number]): string {
  const [low, high] = [digits(below), digits(above)];
  if (low === high) return low === '0' ? '0' : `±${low}`;
  return `${signed(below, low)} ${signed(above, high)}`;
}

const signed = (share: number, text: string): string => (text === '0' ? text : `${share < 0 ? '−' : '+'}${text}`);

/** The interval in percent, below a bar from one end to the other around the value. */
function Bar({ row, cause }: { readonly row: Row; readonly cause: string }) {
  const { value, uncertainty } = row.quantity;
  const size = uncertainty?.[cause];
  const bounds = typeof value === 'number' && size !== undefined ? relativeBounds(value, size) : null;
  if (bounds === null) return <td className="dim">–</td>;
  const [below, above] = bounds;
  const place = (share: number): number => 50 + 50 * Math.max(-1, Math.min(1, share / FULL));
  const left = place(below);
  return (
    <td className="error-bar" data-cause={cause}>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
        <line x1="50" x2="50" y1="0" y2="6" />
        <rect x={left} y="2" width={Math.max(2, place(above) - left)} height="2" />
      </svg>
      <span>{rangeText(bounds)}</span>
    </td>
  );
}

/** Every number with what each source of error can make of it, apart and combined. */
export function ErrorBars({ groups }: { readonly groups: readonly ResultGroup[] }) {
  const known = groups
    .map(({ family, rows }) => ({ family, rows: rows.filter(({ quantity }) => quantity.uncertainty?.['combined'] !== undefined) }))
    .filter(({ rows }) => rows.length > 0);
  const causes = ERROR_CAUSES.filter(({ id }) =>
    known.some(({ rows }) => rows.some(({ quantity }) => quantity.uncertainty?.[id] !== undefined)),
  );
  if (known.length === 0) return <Empty title="No error bars">These numbers were measured without error bars; measure again.</Empty>;
  return (
    <>
      <p className="dim">
        Below and above each value, in percent of it; bars are cut at ±{100 * FULL} %. A dash: this source cannot say anything of the
        number. Each interval aims to hold the truth in 95 of 100 images; on made-up structures the combined ones did in 86, segmentation
        alone in 60, Euler numbers, loops and cavities less often.
      </p>
      <div className="error-table" tabIndex={0} role="region" aria-label="Error bars">
        <table data-testid="error-bars">
          <thead>
            <tr>
              <th>Number</th>
              {causes.map(({ id, title }) => (
                <th key={id}>{title.replace(/(onnec|egmen)t/, '$1\u00adt')}</th>
              ))}
            </tr>
          </thead>
          {known.map(({ family, rows }) => (
            <tbody key={family}>
              <tr className="error-family">
                <th scope="rowgroup" colSpan={causes.length + 1}>
                  {familyTitle(family)}
                </th>
              </tr>
              {rows.map((row, i) => (
                <ErrorRow key={`${row.quantity.metric}-${i}`} row={row} causes={causes} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </>
  );
}

function ErrorRow({ row, causes }: { readonly row: Row; readonly causes: typeof ERROR_CAUSES }) {
  const { metric, title, value, unit } = row.quantity;
  const shown = quantityText(metric, value, unit);
  return (
    <tr data-metric={metric}>
      <th scope="row">
        {title} {row.detail && <span className="dim">{row.detail}</span>}
        <div className="error-value">
          {shown.value} {shown.unit}
        </div>
      </th>
      {causes.map(({ id }) => (
        <Bar key={id} row={row} cause={id} />
      ))}
    </tr>
  );
}
