import Element from 'ltx/lib/Element.js';
import LtxParser from 'ltx/lib/parsers/ltx.js';

export { Element };

/** A child of an element: text, another element, or nothing at all. */
export type Child = Element | string | undefined | false;

/**
 * The largest frame that is read, in UTF-16 units: a megabyte of content, which escapes make six times as long. A server
 * that takes a message of 256 kB stores one of 1.5 MB when it is all apostrophes, and would give it to us for ever.
 */
export const MAX_FRAME = 6 * 1024 * 1024;
/** How deep elements are read (RFC 6120 §11.1); what lies deeper is left out, as the archive would bring it again for ever. */
export const MAX_DEPTH = 64;

/** A frame that is not one complete, plain element: the connection must end (RFC 7395 §3.3.3, RFC 6120 §11.1). */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** Makes an element. `undefined` attributes and children are left out. */
export function el(name: string, attrs: Record<string, string | undefined> = {}, ...children: Child[]): Element {
  const element = new Element(name);
  for (const [key, value] of Object.entries(attrs)) if (value !== undefined) element.attrs[key] = value;
  for (const child of children) {
    if (typeof child === 'string') element.t(cleanText(child));
    else if (child) element.cnode(child);
  }
  return element;
}

/** Text without what XML 1.0 §2.2 forbids: one such character would end the stream and lose the message. */
export function cleanText(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').toWellFormed();
}

/** The first child of that name in that namespace. */
export function child(parent: Element, name: string, ns: string): Element | undefined {
  return parent.children.find((c): c is Element => typeof c !== 'string' && c.is(name, ns));
}

/** All children of that name in that namespace. */
export function children(parent: Element, name: string, ns: string): Element[] {
  return parent.children.filter((c): c is Element => typeof c !== 'string' && c.is(name, ns));
}

/** All element children, of any name. */
export function elements(parent: Element): Element[] {
  return parent.children.filter((c): c is Element => typeof c !== 'string');
}

/** The text directly inside an element. */
export function text(element: Element): string {
  return element.children.filter((c) => typeof c === 'string').join('');
}

/** The text of the first child of that name in that namespace; `undefined` when there is no such child. */
export function childText(parent: Element, name: string, ns: string): string | undefined {
  const found = child(parent, name, ns);
  return found && text(found);
}

/** An attribute; `undefined` when absent. */
export function attr(element: Element, name: string): string | undefined {
  const value: unknown = Object.hasOwn(element.attrs, name) ? element.attrs[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/**
 * Reads one frame with a parser of its own. Throws {@link FrameError} on anything but one complete element: DTD,
 * comment, processing instruction, two roots, text outside, too large.
 */
export function parseFrame(frame: string): Element {
  if (frame.length > MAX_FRAME) throw new FrameError('too large');
  if (/<!(?!\[CDATA\[)|<\?/.test(frame)) throw new FrameError('not plain XML');
  let root: Element | undefined;
  let cursor: Element | undefined;
  let depth = 0;
  const below: string[] = [];
  const parser = new LtxParser();
  parser.on('startElement', (name: string, attrs: Record<string, string>) => {
    if (!cursor && root) throw new FrameError('more than one element');
    if (depth === MAX_DEPTH) return void below.push(name);
    depth++;
    const element = new Element(name, attrs);
    if (cursor) cursor.cnode(element);
    else root = element;
    cursor = element;
  });
  parser.on('endElement', (name: string) => {
    if (!cursor || (below.at(-1) ?? cursor.name) !== name) throw new FrameError('elements are not nested');
    if (below.pop() !== undefined) return;
    depth--;
    cursor = cursor.parent ?? undefined;
  });
  parser.on('text', (content: string) => {
    if (below.length > 0) return;
    if (cursor) cursor.t(content);
    else if (content.trim() !== '') throw new FrameError('text outside');
  });
  parser.write(frame);
  if (!root || cursor || !/>\s*$/.test(frame)) throw new FrameError('not complete');
  return root;
}
