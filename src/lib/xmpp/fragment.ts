import { Element, elements, parseFrame } from './xml';

/** An element that can be put anywhere: what it inherits of namespaces from its surroundings stands in it. */
export function standalone(element: Element): Element {
  const attrs = { ...element.attrs };
  const ns = element.getNS();
  if (ns !== undefined && !element.name.includes(':')) attrs.xmlns = ns;
  for (let around = element.parent; around; around = around.parent)
    for (const [name, value] of Object.entries(around.attrs))
      if (name.startsWith('xmlns:') && !Object.hasOwn(attrs, name)) attrs[name] = value;
  const copy = new Element(element.name, attrs);
  copy.children = element.children;
  return copy;
}

/** The elements as text that can be kept and put anywhere later; '' for none. */
export function toFragment(list: Element[]): string {
  return list.map((element) => standalone(element).toString()).join('');
}

/** The elements of such a text, for building. */
export function fromFragment(fragment: string): Element[] {
  return elements(parseFrame(`<fragment>${fragment}</fragment>`));
}
