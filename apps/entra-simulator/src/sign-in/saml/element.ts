import { SaxesParser } from 'saxes';
import { Refusal } from '../refusal.js';

/** An element as far as a request needs it. */
export interface Element {
  /** Without a prefix. */
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

interface Open extends Element {
  readonly children: Element[];
  text: string;
}

/** @throws Refusal of what is no XML, or has a DOCTYPE */
export function readXml(text: string): Element {
  const open: Open[] = [];
  const roots: Element[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw new Refusal(75005, error.message);
  });
  parser.on('doctype', () => {
    throw new Refusal(75005, 'A DOCTYPE is not allowed.');
  });
  parser.on('opentag', ({ local, uri, attributes }) => {
    const values = Object.values(attributes).map(({ name, value }) => [name, value] as const);
    open.push({ name: local, namespace: uri, attributes: Object.fromEntries(values), children: [], text: '' });
  });
  parser.on('text', (part) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += part;
  });
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed !== undefined) (open.at(-1)?.children ?? roots).push(closed);
  });
  parser.write(text).close();
  const [root] = roots;
  if (root === undefined) throw new Refusal(75005, 'There is no element.');
  return root;
}

export function childOf({ children }: Element, name: string): Element | null {
  return children.find((one) => one.name === name) ?? null;
}
