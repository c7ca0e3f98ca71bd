import type { Curve } from '../../../src/volume/index.js';
import { Passport } from '../../ui/metric-card.js';
import { MissingList } from '../../ui/metric-grid.js';
import { missingByReason } from '../../ui/missing.js';
import { Warn } from '../../ui/panel-parts.js';
import { partTexts, quantityText, uncertaintyText } from '../../ui/quantity-text.js';
import { familyTitle, type ResultGroup } from './measure-model.js';

type Row = ResultGroup['rows'][number];

interface NumbersProps {
  readonly groups: readonly ResultGroup[];
  readonly warnings: readonly string[];
  readonly curves: readonly Curve[];
}

/** All numbers by family: name, value, unit, interval, and why a value is missing. */
export function Numbers({ groups, warnings, curves }: NumbersProps) {
  const drawn = new Set(curves.map(({ id }) => id));
  return (
    <>
      {groups.map((group) => (
        <section key={group.family} className="result-group" data-family={group.family}>
          <h3>{familyTitle(group.family)}</h3>
          <ul>
            {group.rows
              .filter(({ quantity }) => quantity.value !== null)
              .map((row, i) => (
                <NumberRow key={`${row.quantity.metric}-${i}`} row={row} isDrawn={drawn.has(row.quantity.metric)} />
              ))}
          </ul>
          <MissingList
            missing={missingByReason(
              group.rows.map(({ quantity, detail }) => ({ ...quantity, title: `${quantity.title} ${detail}`.trim() })),
            )}
          />
        </section>
      ))}
      {warnings.map((warning) => (
        <Warn key={warning}>{warning}</Warn>
      ))}
    </>
  );
}

/** A value of several named numbers has a line for each below its name. */
function NumberRow({ row: { quantity, info, detail }, isDrawn }: { readonly row: Row; readonly isDrawn: boolean }) {
  const parts = isDrawn ? null : partTexts(quantity.metric, quantity.value, quantity.unit);
  const { value, unit } = quantityText(quantity.metric, quantity.value, quantity.unit);
  const note = uncertaintyText(quantity) ?? quantity.note ?? '';
  return (
    <li data-metric={quantity.metric}>
      <span className="result-title">
        {quantity.title}
        {detail && <span className="dim"> {detail}</span>}
      </span>
      <span className="result-value">
        {isDrawn && <span className="dim">curve</span>}
        {parts === null && !isDrawn && (
          <>
            <b>{value}</b> {unit}
          </>
        )}
      </span>
      <span className="result-note" title={note}>
        {note}
      </span>
      <Passport quantity={quantity} passport={info ?? undefined} />
      {parts?.map((part) => (
        <div key={part.name} className="result-part">
          <span>{part.name}</span>
          <span className="result-value">
            <b>{part.value}</b> {part.unit}
          </span>
        </div>
      ))}
    </li>
  );
}
