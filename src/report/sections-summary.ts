/** What a reader wants first: the numbers, the warnings, the pictures. */
import type { SectionRecord } from './section.js';
import { formatQuantity, formatUncertainty } from './wording.js';

export const headlineSection: SectionRecord = {
  id: 'headline',
  title: 'Headline',
  build: ({ data }) => {
    const items = data.headline.map((quantity) => ({
      title: quantity.title,
      value: formatQuantity(quantity),
      note: [formatUncertainty(quantity), quantity.note ?? '', quantity.estimator].filter(Boolean).join(' · '),
    }));
    return [...(data.warnings.length > 0 ? [{ kind: 'warnings' as const, items: data.warnings }] : []), { kind: 'cards' as const, items }];
  },
};

export const picturesSection: SectionRecord = {
  id: 'pictures',
  title: 'Slices with the segmentation',
  build: ({ data }) =>
    data.pictures.map(({ png, width, height, title, caption }) => ({ kind: 'picture' as const, png, width, height, title, caption })),
};
