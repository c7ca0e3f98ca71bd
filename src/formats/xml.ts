/**
 * Just enough XML to read attributes of a few elements: one forward scan, no entities beyond the five
 * predefined ones and character numbers, no document types.
 */
import { MAX_XML_BYTES } from './limits.js';

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** nesting depth of the start tag */
  readonly depth: number;
  /** where the start tag ends in the document */
  readonly end: number;
  /** text directly after the start tag */
  readonly text: string;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescape(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x?[0-9a-fA-F]{1,6}|[a-z]{2,4});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return NAMED[name] ?? whole;
    const code = name[1] === 'x' ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : whole;
  });
}

/** Start tags in document order, or undefined when the text is not XML of the kind that is read here. */
export function scanXml(xml: string): readonly XmlElement[] | undefined {
  if (xml.length > MAX_XML_BYTES || xml.includes('<!DOCTYPE') || xml.includes('<!ENTITY')) return undefined;
  const elements: XmlElement[] = [];
  let depth = 0;
  let at = xml.indexOf('<');
  while (at >= 0) {
    if (xml.startsWith('<!--', at)) {
      at = next(xml, xml.indexOf('-->', at));
      continue;
    }
    const end = tagEnd(xml, at);
    if (end < 0) return undefined;
    const body = xml.slice(at + 1, end);
    if (body.startsWith('/')) depth--;
    else if (!body.startsWith('?') && !body.startsWith('!')) {
      const after = xml.indexOf('<', end);
      const text = after < 0 ? '' : unescape(xml.slice(end + 1, after).trim());
      elements.push({ ...parseTag(body), depth, end: end + 1, text });
      if (!body.endsWith('/')) depth++;
    }
    at = next(xml, end);
  }
  return elements;
}

function next(xml: string, from: number): number {
  return from < 0 ? -1 : xml.indexOf('<', from);
}

/** The closing bracket of a tag, skipping those inside quotes. */
function tagEnd(xml: string, from: number): number {
  let quote = '';
  for (let i = from + 1; i < xml.length; i++) {
    const c = xml[i] ?? '';
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '>') return i;
  }
  return -1;
}

function parseTag(body: string): { name: string; attributes: Map<string, string> } {
  const attributes = new Map<string, string>();
  let i = 0;
  while (i < body.length && !/[\s/]/.test(body[i] ?? '')) i++;
  const qualified = body.slice(0, i);
  const name = qualified.slice(qualified.indexOf(':') + 1);
  for (;;) {
    const equals = body.indexOf('=', i);
    if (equals < 0) return { name, attributes };
    const key = body.slice(i, equals).trim();
    let open = equals + 1;
    while (body[open] === ' ') open++;
    const quote = body[open];
    const close = quote === '"' || quote === "'" ? body.indexOf(quote, open + 1) : -1;
    if (close < 0) return { name, attributes };
    attributes.set(key, unescape(body.slice(open + 1, close)));
    i = close + 1;
  }
}
