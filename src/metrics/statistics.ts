/** Spatial statistics of a phase: pairs, chords, evenness, field of view. */
import { chordMetrics } from './chords.js';
import { dispersionMetrics } from './dispersion.js';
import type { Metric } from './metric.js';
import { representativeMetrics } from './representative.js';
import { twoPointMetrics } from './two-point.js';

export const statisticsMetrics: readonly Metric[] = [...twoPointMetrics, ...chordMetrics, ...dispersionMetrics, ...representativeMetrics];
