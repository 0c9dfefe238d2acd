import { createRequire } from 'node:module';
import { insist, SamlRefused } from './saml-fault.js';

/** What we use of a node. The parser's own types would bring a browser's whole DOM into the server's. */
interface XmlNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly firstChild: XmlNode | null;
  readonly nextSibling: XmlNode | null;
  readonly parentNode: XmlNode | null;
}

export interface XmlElement extends XmlNode {
  readonly localName: string;
  readonly namespaceURI: string | null;
  readonly textContent: string | null;
  readonly attributes: {
    readonly length: number;
    item(index: number): { readonly localName: string; readonly value: string } | null;
  };
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
}

interface XmlDocument extends XmlNode {
  readonly documentElement: XmlElement | null;
}

interface Parser {
  new (options: { readonly locator: object; readonly errorHandler: object }): {
    parseFromString(text: string, type: string): XmlDocument;
  };
}

export const ASSERTION_NS = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const PROTOCOL_NS = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const METADATA_NS = 'urn:oasis:names:tc:SAML:2.0:metadata';
export const SIGNATURE_NS = 'http://www.w3.org/2000/09/xmldsig#';

/** Of a message and of metadata: Entra's are below 10 and 50 kB. */
export const MOST_XML_BYTES = 256 * 1024;
/** What canonicalises them calls itself for each level. */
export const MOST_LEVELS = 64;

/**
 * Of a message: beginnings of tags, values and entities. Entra's have below 600, with two hundred groups; a parser takes 20 µs for
 * each, so that 20,000 in a message of nobody’s took the thread from everybody for 0.4 s, and 2,000 for 40 ms.
 */
export const MOST_MARKS = 1_000;

const [ELEMENT, CDATA, INSTRUCTION, COMMENT] = [1, 4, 7, 8];

/**
 * The bytes as a document without a DOCTYPE, and so without entities, by the parser that checks the signatures: what one reads
 * the other has read alike.
 *
 * @returns its root @throws SamlRefused
 */
export function readXml(bytes: Uint8Array): XmlElement {
  insist(bytes.length <= MOST_XML_BYTES, 'too-large');
  const text = decoded(bytes);
  insist(!/<!(DOCTYPE|ENTITY)/i.test(text), 'doctype');
  const root = parsed(text).documentElement;
  insist(root !== null, 'not-xml');
  return root;
}

/**
 * A message: beside that nothing which says one thing to one reader and another to the next. Comments split texts and are not
 * signed; an id that is there twice may be signed here and read there.
 *
 * @returns its root @throws SamlRefused
 */
export function readMessage(bytes: Uint8Array): XmlElement {
  assertFewMarks(bytes);
  const root = readXml(bytes);
  const beside = root.parentNode === null ? [] : [...childrenOf(root.parentNode)];
  insist(!beside.some(({ nodeType, nodeName }) => nodeType === COMMENT || isOther(nodeType, nodeName)), 'comments');
  const ids = new Set<string>();
  for (const element of everyElement(root)) assertPlain(element, ids);
  return root;
}

function assertFewMarks(bytes: Uint8Array): void {
  let marks = 0;
  for (const byte of bytes) if (byte === LESS || byte === EQUALS || byte === AMPERSAND) marks += 1;
  insist(marks <= MOST_MARKS, 'too-large');
}

const [LESS, EQUALS, AMPERSAND] = [0x3c, 0x3d, 0x26];

/** An instruction that is not the declaration. */
function isOther(nodeType: number, nodeName: string): boolean {
  return nodeType === INSTRUCTION && nodeName !== 'xml';
}

function decoded(bytes: Uint8Array): string {
  try {
    // It takes the byte order mark away.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SamlRefused('not-xml');
  }
}

function parsed(text: string): XmlDocument {
  const refuse = (): never => {
    throw new SamlRefused('not-xml');
  };
  const errorHandler = { warning: refuse, error: refuse, fatalError: refuse };
  try {
    return new (parserOf())({ locator: {}, errorHandler }).parseFromString(text, 'text/xml');
  } catch {
    throw new SamlRefused('not-xml');
  }
}

const load = createRequire(import.meta.url);

/** Loaded when the first message comes: most consoles see none. */
function parserOf(): Parser {
  return (load('@xmldom/xmldom') as { DOMParser: Parser }).DOMParser;
}

function assertPlain(element: XmlElement, ids: Set<string>): void {
  for (const { nodeType } of childrenOf(element)) {
    insist(nodeType !== COMMENT && nodeType !== INSTRUCTION && nodeType !== CDATA, 'comments');
  }
  for (const { localName, value } of attributesOf(element)) {
    if (localName.toLowerCase() !== 'id') continue;
    insist(!ids.has(value), 'duplicate-id');
    ids.add(value);
  }
}

function* attributesOf({ attributes }: XmlElement): Generator<{ readonly localName: string; readonly value: string }> {
  for (let index = 0; index < attributes.length; index += 1) {
    const attribute = attributes.item(index);
    if (attribute !== null) yield attribute;
  }
}

function* childrenOf(node: XmlNode): Generator<XmlNode> {
  for (let child = node.firstChild; child !== null; child = child.nextSibling) yield child;
}

/** It and all below it, in the order of the text. @throws SamlRefused which is too deep */
export function* everyElement(root: XmlElement): Generator<XmlElement> {
  const waiting: { readonly element: XmlElement; readonly level: number }[] = [{ element: root, level: 1 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { element, level } = next;
    insist(level <= MOST_LEVELS, 'not-xml');
    yield element;
    for (const child of elementsOf(element).reverse()) waiting.push({ element: child, level: level + 1 });
  }
}

export function elementsOf(parent: XmlElement): XmlElement[] {
  return [...childrenOf(parent)].filter(isElement);
}

function isElement(node: XmlNode): node is XmlElement {
  return node.nodeType === ELEMENT;
}

export function isNamed(element: XmlElement, namespace: string, name: string): boolean {
  return element.localName === name && element.namespaceURI === namespace;
}

/** Its children of that name. */
export function named(parent: XmlElement, namespace: string, name: string): XmlElement[] {
  return elementsOf(parent).filter((child) => isNamed(child, namespace, name));
}

/** The only child of that name; undefined: there is none, or there are several. */
export function only(parent: XmlElement, namespace: string, name: string): XmlElement | undefined {
  const found = named(parent, namespace, name);
  return found.length === 1 ? found[0] : undefined;
}

/** Undefined: it is not there, or empty. */
export function attribute(element: XmlElement | undefined, name: string): string | undefined {
  const value = element?.getAttribute(name);
  return value === null || value === undefined || value === '' ? undefined : value;
}

/** Of an element that has text alone. Undefined: it is not there, empty, or has elements. */
export function textOf(element: XmlElement | undefined): string | undefined {
  if (element === undefined || elementsOf(element).length > 0) return undefined;
  const text = element.textContent?.trim() ?? '';
  return text === '' ? undefined : text;
}
