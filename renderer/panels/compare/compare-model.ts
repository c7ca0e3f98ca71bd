/** The outcome of a comparison in words. */
import type { CompareDocument } from '../../../src/contract/index.js';
import { numberText, quantityText, readableScale } from '../../ui/quantity-text.js';

export type ComparedRow = CompareDocument['rows'][number];
export type ComparedGenerator = NonNullable<CompareDocument['generators']>[number];
export type Verdict = ComparedRow['verdict'];

export const VERDICT_TITLES: Readonly<Record<Verdict, string>> = {
  indistinguishable: 'within the noise floor',
  different: 'different',
  'cannot-tell': 'cannot tell',
};

export interface Outcome {
  readonly level: 'none' | 'some' | 'unknown';
  readonly title: string;
  readonly text: string;
}

/** The answer first: which generators fit, or that none of them does. */
export function outcomeOf(document: CompareDocument): Outcome {
  const generators = document.generators ?? [];
  const fitting = generators.filter((generator) => generator.verdict === 'indistinguishable');
  if (document.noneFits === true)
    return {
      level: 'none',
      title: 'None of these fits',
      text: 'Every simulation differs from the image by more than windows of the image differ from each other. The growth is not explained by these models.',
    };
  if (fitting.length > 0)
    return {
      level: 'some',
      title: fitting.length === 1 ? `${fitting[0]?.title ?? ''} fits` : `${fitting.length} simulations fit`,
      text: 'Their structures cannot be told from the image by these measures. That does not prove the mechanism.',
    };
  return {
    level: 'unknown',
    title: 'This cannot be told',
    text: 'The noise floor of the image could not be estimated well enough, or some measures are missing.',
  };
}

export function quantityCell(metric: string, quantity: ComparedRow['a']): string {
  const { value, unit } = quantityText(metric, quantity.value, quantity.unit);
  return unit ? `${value} ${unit}` : value;
}

/** Distance and noise floor in the unit of the compared quantity, as the table shows it. */
export function distanceCell(row: ComparedRow): string {
  return row.distance === null ? '–' : inUnitOf(row, row.distance);
}

export function floorCell(row: ComparedRow): string {
  return row.noiseFloor ? inUnitOf(row, row.noiseFloor.value) : '–';
}

function inUnitOf({ metric, a }: ComparedRow, value: number): string {
  const { unit, factor } = readableScale(metric, a.unit, typeof a.value === 'number' ? a.value : 0);
  const text = numberText(Number((value * factor).toPrecision(3)));
  return unit ? `${text} ${unit}` : text;
}

/** "Noise floors from 8 windows of the image." */
export function windowsText(rows: readonly ComparedRow[]): string | null {
  const counts = rows.flatMap((row) => (row.noiseFloor ? [row.noiseFloor.windows] : []));
  if (counts.length === 0) return null;
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return `Noise floors from ${least === most ? least : `${least} to ${most}`} windows of the image.`;
}

export function ratioCell(row: ComparedRow): string {
  return row.ratio === null ? '–' : `${row.ratio.toPrecision(2)} ×`;
}
