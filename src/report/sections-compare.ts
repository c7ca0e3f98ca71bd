/** The structure beside generated ones, against its own noise floor. */
import { curvesFigure, verdictsFigure } from '../figures/index.js';
import type { Block } from './blocks.js';
import { readableCurves } from './readable.js';
import type { SectionRecord } from './section.js';
import { formatNumber, formatParams, formatQuantity } from './wording.js';

const OUTCOME: Readonly<Record<string, string>> = {
  true: 'None of these generators explains the structure: each differs in at least one descriptor beyond what windows of the same image differ among themselves.',
  false: 'At least one generator cannot be told from the image by these descriptors. That does not identify the growth mechanism.',
  null: 'It cannot be told whether a generator explains the structure.',
};

export const compareSection: SectionRecord = {
  id: 'compare',
  title: 'Compared with generated structures',
  build: ({ data, document }) => {
    const { comparison } = data;
    if (!comparison) return [];
    const blocks: Block[] = [{ kind: 'text', text: OUTCOME[String(comparison.noneFits)] ?? '' }];
    if (comparison.warnings.length > 0) blocks.push({ kind: 'warnings', items: comparison.warnings });
    for (const { title, rows, verdict, seeds, params } of comparison.generators) {
      const bars = rows.flatMap((row) => (row.ratio === null ? [] : [{ title: row.title, ratio: row.ratio, verdict: row.verdict }]));
      if (bars.length > 0)
        blocks.push({
          kind: 'figure',
          markup: verdictsFigure(bars, { document, width: 760 }).outerHTML,
          caption: `${title}: ${verdict}; seeds ${seeds.join(', ')}; ${formatParams(params)}`,
        });
      blocks.push({
        kind: 'table',
        caption: `${title}, by descriptor`,
        head: ['descriptor', 'image', 'generated', 'distance', 'noise floor', 'verdict'],
        rows: rows.map((row) => [
          row.title,
          formatQuantity(row.a, row.metric),
          formatQuantity(row.b, row.metric),
          row.distance === null ? 'not given' : formatNumber(row.distance),
          row.noiseFloor === null ? 'not given' : `${formatNumber(row.noiseFloor.value)} (${row.noiseFloor.windows} windows)`,
          row.reason === undefined ? row.verdict : `${row.verdict}: ${row.reason}`,
        ]),
      });
    }
    for (const [id, curves] of Object.entries(comparison.curves))
      blocks.push({
        kind: 'figure',
        markup: curvesFigure(readableCurves(curves), { document, width: 720 }).outerHTML,
        caption: `${curves[0]?.y.label ?? id} (${id}), over all windows of each`,
      });
    return blocks;
  },
};
