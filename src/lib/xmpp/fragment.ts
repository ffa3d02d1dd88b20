import { Element, elements, parseFrame } from './xml';

/** An element's text, complete: what it inherits of namespaces from its surroundings stands in it. */
function standalone(element: Element): string {
  const attrs = { ...element.attrs };
  const ns = element.getNS();
  if (ns !== undefined && !element.name.includes(':')) attrs.xmlns = ns;
  for (let around = element.parent; around; around = around.parent)
    for (const [name, value] of Object.entries(around.attrs))
      if (name.startsWith('xmlns:') && !Object.hasOwn(attrs, name)) attrs[name] = value;
  const copy = new Element(element.name, attrs);
  copy.children = element.children;
  return copy.toString();
}

/** The elements as text that can be kept and put anywhere later; '' for none. */
export function toFragment(list: Element[]): string {
  return list.map(standalone).join('');
}

/** The elements of such a text, for building. */
export function fromFragment(fragment: string): Element[] {
  return elements(parseFrame(`<fragment>${fragment}</fragment>`));
}
