/** What a reader wants first: the numbers, the warnings, the pictures. */
import { DEAD_COLOR, PHASES } from '../volume/index.js';
import type { Block } from './blocks.js';
import type { ReportData } from './data.js';
import type { SectionRecord } from './section.js';
import { formatQuantity, formatUncertainty } from './wording.js';

export const headlineSection: SectionRecord = {
  id: 'headline',
  title: 'Headline',
  build: ({ data }) => {
    const items = data.headline.map((quantity) => ({
      title: quantity.title,
      value: quantity.value === null ? null : formatQuantity(quantity, quantity.metric),
      note: [quantity.reason ?? '', formatUncertainty(quantity, quantity.metric), quantity.note ?? '', quantity.estimator]
        .filter(Boolean)
        .join(' · '),
    }));
    return [...(data.warnings.length > 0 ? [{ kind: 'warnings' as const, items: data.warnings }] : []), { kind: 'cards' as const, items }];
  },
};

const LITHIUM = 1;

/** Colours of the phases that there are, lithium by what it is connected to. */
function legendOf({ model }: ReportData): Block {
  const shown = PHASES.filter(({ id }) => id > 0 && (model === null || (model.phases[String(id)] ?? 0) > 0));
  const items = shown.flatMap(({ id, title, color }) =>
    id === LITHIUM
      ? [
          { color, title: 'Lithium (hatched: cut by the field of view)' },
          { color: DEAD_COLOR, title: 'Dead lithium' },
        ]
      : [{ color, title }],
  );
  return { kind: 'legend', items };
}

export const picturesSection: SectionRecord = {
  id: 'pictures',
  title: 'Slices with the segmentation',
  build: ({ data }) =>
    data.pictures.length === 0
      ? []
      : [
          legendOf(data),
          ...data.pictures.map(({ png, width, height, title, caption }) => ({
            kind: 'picture' as const,
            png,
            width,
            height,
            title,
            caption,
          })),
        ],
};
