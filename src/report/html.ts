/**
 * One self-contained page: no script, no outside address, everything escaped. File names, sample names and tags come
 * from files that anybody may have written, so text becomes markup in exactly one place: `escape`.
 */
import type { Block, Card, Section } from './blocks.js';
import type { ReportData } from './data.js';
import { PAGE_STYLE } from './html-style.js';
import { formatTime } from './wording.js';

export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary);
}

function tableMarkup(block: Extract<Block, { kind: 'table' }>): string {
  const caption = block.caption === undefined ? '' : `<caption>${escape(block.caption)}</caption>`;
  const head = block.head.map((text) => `<th scope="col">${escape(text)}</th>`).join('');
  const rows = block.rows
    .map((row) =>
      typeof row === 'string'
        ? `<tr class="group"><th colspan="${block.head.length}" scope="rowgroup">${escape(row)}</th></tr>`
        : `<tr>${row.map((text) => `<td>${escape(text)}</td>`).join('')}</tr>`,
    )
    .join('\n');
  return `<div class="scroll"><table>${caption}<thead><tr>${head}</tr></thead><tbody>\n${rows}\n</tbody></table></div>`;
}

function cardMarkup({ title, value, note }: Card): string {
  const number = value === null ? '<p class="value none">not given</p>' : `<p class="value">${escape(value)}</p>`;
  return `<div class="card"><h3>${escape(title)}</h3>${number}<p class="note">${escape(note)}</p></div>`;
}

/** wide enough to see voxels of small volumes, in whole multiples */
const PICTURE_WIDTH = 460;

function pictureMarkup({ png, width, height, title, caption }: Extract<Block, { kind: 'picture' }>): string {
  const times = Math.max(1, Math.floor(PICTURE_WIDTH / Math.max(width, height)));
  const image = `<img alt="${escape(title)}" width="${width * times}" height="${height * times}" src="data:image/png;base64,${base64(png)}">`;
  return `<figure class="picture">${image}<figcaption><b>${escape(title)}.</b> ${escape(caption)}</figcaption></figure>`;
}

function blockMarkup(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p>${escape(block.text)}</p>`;
    case 'warnings':
      return `<ul class="warnings">${block.items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;
    case 'cards':
      return `<div class="cards">${block.items.map(cardMarkup).join('')}</div>`;
    case 'legend':
      return `<ul class="legend">${block.items.map(({ color, title }) => `<li><span style="background:${escape(color)}"></span>${escape(title)}</li>`).join('')}</ul>`;
    case 'pairs':
      return `<dl>${block.items.map((item) => `<dt>${escape(item.key)}</dt><dd>${escape(item.value)}</dd>`).join('')}</dl>`;
    case 'table':
      return tableMarkup(block);
    case 'figure':
      return `<figure>${block.markup}<figcaption>${escape(block.caption)}</figcaption></figure>`;
    case 'picture':
      return pictureMarkup(block);
    case 'code':
      return `<pre>${escape(block.text)}</pre>`;
  }
}

export function renderHtml(data: ReportData, sections: readonly Section[]): string {
  const contents = sections.map(({ id, title }) => `<li><a href="#${escape(id)}">${escape(title)}</a></li>`).join('');
  const body = sections
    .map(
      ({ id, title, blocks }) => `<section id="${escape(id)}"><h2>${escape(title)}</h2>\n${blocks.map(blockMarkup).join('\n')}\n</section>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width">
<title>${escape(data.title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header><h1>${escape(data.title)}</h1><p>Lithoscope ${escape(data.appVersion)} · ${escape(formatTime(data.created))}</p><nav><ol>${contents}</ol></nav></header>
<main>
${body}
</main>
</body>
</html>
`;
}
