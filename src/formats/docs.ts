/** The page about formats, written from the records themselves. */
import type { FormatRecord } from './format.js';

/** Markdown for docs/formats.md. */
export function formatDocs(formats: readonly FormatRecord[]): string {
  const rows = formats.map(
    ({ id, title, extensions, reads, writes, kinds }) =>
      `| \`${id}\` | ${title} | ${extensions.map((e) => `.${e}`).join(' ') || 'folder'} | ${reads ? 'yes' : 'no'} | ${writes ? 'yes' : 'no'} | ${kinds.join(', ')} |`,
  );
  const notes = formats.map(({ title, notes: text }) => `### ${title}\n\n${text}`);
  return [
    '# File formats',
    '',
    'Files are recognised by their first bytes, never by their extension. Regions are read in place wherever the file allows it; ' +
      'original files are never changed. A voxel size that a file does not give is unknown, never 1.',
    '',
    '| id | format | extensions | read | write | kinds |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    ...notes.flatMap((note) => [note, '']),
  ].join('\n');
}
