/**
 * One self-contained page: no script, no outside address, everything escaped. File names, sample names and tags come
 * from files that anybody may have written, so text becomes markup in exactly one place: `escape`.
 */
import type { Block, Section } from './blocks.js';
import type { ReportData } from './data.js';
import { PAGE_STYLE } from './html-style.js';

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
  const rows = block.rows.map((row) => `<tr>${row.map((text) => `<td>${escape(text)}</td>`).join('')}</tr>`).join('\n');
  return `<div class="scroll"><table>${caption}<thead><tr>${head}</tr></thead><tbody>\n${rows}\n</tbody></table></div>`;
}

function blockMarkup(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p>${escape(block.text)}</p>`;
    case 'warnings':
      return `<ul class="warnings">${block.items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;
    case 'cards':
      return `<div class="cards">${block.items.map((item) => `<div class="card"><h3>${escape(item.title)}</h3><p class="value">${escape(item.value)}</p><p class="note">${escape(item.note)}</p></div>`).join('')}</div>`;
    case 'pairs':
      return `<dl>${block.items.map((item) => `<dt>${escape(item.key)}</dt><dd>${escape(item.value)}</dd>`).join('')}</dl>`;
    case 'table':
      return tableMarkup(block);
    case 'figure':
      return `<figure>${block.markup}<figcaption>${escape(block.caption)}</figcaption></figure>`;
    case 'picture':
      return `<figure class="picture"><img alt="${escape(block.title)}" width="${block.width}" height="${block.height}" src="data:image/png;base64,${base64(block.png)}"><figcaption><b>${escape(block.title)}.</b> ${escape(block.caption)}</figcaption></figure>`;
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
<header><h1>${escape(data.title)}</h1><p>Lithoscope ${escape(data.appVersion)} · ${escape(data.created)}</p><nav><ol>${contents}</ol></nav></header>
<main>
${body}
</main>
</body>
</html>
`;
}
