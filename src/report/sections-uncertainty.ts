/** Error bars: what each source can make of a number, apart and combined, as shares of the number. */
import { ERROR_CAUSES, relativeBounds } from '../volume/index.js';
import type { Quantity } from '../volume/index.js';
import type { SectionRecord } from './section.js';
import { formatQuantity } from './wording.js';

function share(quantity: Quantity, cause: string): string {
  const size = quantity.uncertainty?.[cause];
  if (size === undefined || typeof quantity.value !== 'number') return '';
  const bounds = relativeBounds(quantity.value, size);
  if (bounds === null) return '';
  const [below, above] = bounds.map((bound) => (100 * bound).toPrecision(2));
  return `${Number(below)} / +${Number(above)} %`;
}

export const uncertaintySection: SectionRecord = {
  id: 'uncertainty',
  title: 'Error bars',
  build: ({ data }) => {
    const known = data.quantities.filter(({ uncertainty }) => uncertainty?.['combined'] !== undefined);
    if (known.length === 0) return [{ kind: 'text', text: 'No error bars were computed.' }];
    const causes = ERROR_CAUSES.filter(({ id }) => known.some(({ uncertainty }) => uncertainty?.[id] !== undefined));
    return [
      {
        kind: 'table',
        caption:
          'Below and above the value, as a share of it. Empty: the source cannot say anything of this number. Each interval aims to hold the truth in 95 of 100 images; on made-up structures the combined ones did in 86, segmentation alone in 60, Euler numbers, loops and cavities less often. Combined: distances add as squares, as if sources were independent.',
        head: ['metric', 'value', ...causes.map(({ title }) => title.toLowerCase())],
        rows: known.map((quantity) => [
          quantity.title,
          formatQuantity(quantity, quantity.metric),
          ...causes.map(({ id }) => share(quantity, id)),
        ]),
      },
    ];
  },
};
