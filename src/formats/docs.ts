/** The page about formats, written from the records themselves. */
import { isGeometryFormat } from './format.js';
import type { FormatRecord } from './format.js';
import { MESH_WRITERS } from './mesh-writers/index.js';

function writersOf(format: FormatRecord): string {
  const writers = isGeometryFormat(format) ? [] : (format.writers ?? []);
  return writers.map(({ extension }) => `.${extension}`).join(' ') || 'no';
}

function row(format: FormatRecord): string {
  const extensions = format.extensions.map((e) => `.${e}`).join(' ') || 'folder';
  const gzip = format.gzip === true ? ' (also .gz)' : '';
  return `| \`${format.id}\` | ${format.title} | ${extensions}${gzip} | ${format.kinds.join(', ')} | ${writersOf(format)} |`;
}

function chapter({ title, text }: FormatRecord): string[] {
  return [
    `### ${title}`,
    '',
    `- **Read.** ${text.reads}`,
    `- **Kept.** ${text.keeps}`,
    `- **Lost.** ${text.loses}`,
    ...(text.writes === undefined ? [] : [`- **Written.** ${text.writes}`]),
    '',
  ];
}

/** Markdown for docs/formats.md. */
export function formatDocs(formats: readonly FormatRecord[]): string {
  return [
    '# File formats',
    '',
    'Files are recognised by their first bytes, never by their extension. Regions are read in place wherever the file allows it; ' +
      'original files are never changed. A voxel size that a file does not give is unknown, never 1. Particles and meshes become voxels ' +
      'only when somebody says how long their unit is.',
    '',
    '| id | format | extensions | kinds | written as |',
    '| --- | --- | --- | --- | --- |',
    ...formats.map(row),
    '',
    ...formats.flatMap(chapter),
    '## Meshes of phases',
    '',
    'Written by `lithoscope mesh` and from a study. Coordinates are x, y, z in the unit of the voxel size (in voxels where it is unknown); ' +
      'the centre of the first voxel lies at 0, as in an image that is written beside.',
    '',
    ...MESH_WRITERS.map(({ extension, title, text }) => `- **${title}** (.${extension}). ${text}`),
    '',
  ].join('\n');
}
