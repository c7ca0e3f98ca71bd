import type { Command } from '../command.js';
import { columns } from '../terminal.js';

const LISTS = {
  models: 'bundled models and what they were trained on',
  formats: 'file formats that are read and written',
  metrics: 'metrics with parameters, units, estimators and bias',
  generators: 'structure generators and their parameters',
} as const;

export const lists: readonly Command[] = Object.entries(LISTS).map(([name, summary]) => ({
  name,
  summary,
  positionals: '',
  minPositionals: 0,
  maxPositionals: 0,
  options: [],
  async run({ client, call }) {
    const document = await client['catalog.list']({ what: name as keyof typeof LISTS }, { signal: call.signal });
    return { document, text: columns(document.items.map((item) => [item.id, item.title])) };
  },
}));
