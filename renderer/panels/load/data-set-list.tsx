import { Radio } from '@mantine/core';
import { entrySummary, entryTitle } from './data-sets.js';
import type { ReadEntry } from './load-model.js';

interface DataSetListProps {
  readonly items: readonly ReadEntry[];
  readonly pick: number;
  readonly onPick: (pick: number) => void;
}

/** Several things in what was chosen: one of them is opened. */
export function DataSetList({ items, pick, onPick }: DataSetListProps) {
  const files = new Set(items.map((item) => item.path)).size;
  return (
    <Radio.Group
      value={String(pick)}
      onChange={(value) => onPick(Number(value))}
      label={files === 1 ? `The file holds ${items.length} data sets` : `${items.length} data sets in ${files} files`}
      size="xs"
      data-testid="data-sets"
    >
      <div className="data-set-list">
        {items.map((item, i) => (
          <Radio
            key={`${item.path}/${item.dataset ?? ''}`}
            value={String(i)}
            size="xs"
            label={entryTitle(item, items)}
            description={entrySummary(item)}
            data-testid={`data-set-${i}`}
          />
        ))}
      </div>
    </Radio.Group>
  );
}
