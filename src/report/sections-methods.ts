/** How the numbers came about and how to get them again. */
import { methodsParagraph } from './methods.js';
import type { SectionRecord } from './section.js';

export const methodsSection: SectionRecord = {
  id: 'methods',
  title: 'Methods',
  build: ({ data }) => [{ kind: 'text', text: methodsParagraph(data) }],
};

export const estimatorsSection: SectionRecord = {
  id: 'estimators',
  title: 'Estimators, their bias and sources',
  build: ({ data }) => {
    const seen = new Map(data.quantities.map((quantity) => [`${quantity.estimator} ${quantity.definition}`, quantity]));
    return [
      {
        kind: 'table',
        head: ['metric', 'definition', 'known bias', 'sources', 'estimator'],
        rows: [...seen.values()].map((quantity) => [
          quantity.metric,
          quantity.definition,
          quantity.bias,
          quantity.references.join('; '),
          quantity.estimator,
        ]),
      },
    ];
  },
};

export const recipeSection: SectionRecord = {
  id: 'recipe',
  title: 'Recipe',
  build: ({ data }) => [
    { kind: 'text', text: 'Save as recipe.json and replay with: lithoscope analyze STACK -o NAME.lithoscope --recipe recipe.json' },
    { kind: 'code', text: JSON.stringify(data.recipe, null, 2) },
  ],
};
