/** The sections in reading order. A new one is one record and one line. */
import type { SectionRecord } from './section.js';
import { compareSection } from './sections-compare.js';
import { inputSection, segmentationSection } from './sections-input.js';
import { estimatorsSection, methodsSection, recipeSection } from './sections-methods.js';
import { chartsSection, numbersSection, tablesSection } from './sections-numbers.js';
import { uncertaintySection } from './sections-uncertainty.js';
import { headlineSection, picturesSection } from './sections-summary.js';

export const SECTIONS: readonly SectionRecord[] = [
  headlineSection,
  picturesSection,
  inputSection,
  segmentationSection,
  numbersSection,
  uncertaintySection,
  chartsSection,
  tablesSection,
  compareSection,
  methodsSection,
  estimatorsSection,
  recipeSection,
];
