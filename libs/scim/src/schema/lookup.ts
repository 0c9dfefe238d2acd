import type { Attribute, ResourceType, Schema } from './attribute.js';
import { COMMON_ATTRIBUTES } from './common.js';

/** Where a value stands in a resource, resolved against the schema. */
export interface AttributeRef {
  /**
   * Canonical spelling: `userName`, `name.givenName`, `emails`, `emails.value`, `urn:…:User:manager.value`; inside a
   * value path relative to its element: `type`, `value`.
   */
  readonly key: string;
  /** URN of the extension that holds the attribute; null for core and common attributes. */
  readonly extension: string | null;
  readonly attribute: Attribute;
  readonly sub: Attribute | null;
}

/**
 * The attribute of a name such as `userName`, `NAME.givenname` or `urn:…:User:Business Unit`; names are compared whole and
 * without case (RFC 7643 §2.1), so that the dots of a URN and the spaces of a company's own names need no parsing.
 */
export function findAttribute(type: ResourceType, name: string): AttributeRef | undefined {
  const { attributes } = indexOf(type);
  return attributes.get(name) ?? attributes.get(name.toLowerCase());
}

/** The extension attribute of a name that should have had its URN in front: Entra's `manager`, `department`. */
export function findWithoutUrn(type: ResourceType, name: string): AttributeRef | undefined {
  return indexOf(type).bare.get(name.toLowerCase());
}

/** The extension of a URN that stands alone. */
export function findExtension(type: ResourceType, urn: string): Schema | undefined {
  // All are URNs: of nearly every name no more is looked at.
  if (urn[3] !== ':') return undefined;
  const { extensions } = indexOf(type);
  return extensions.get(urn) ?? extensions.get(urn.toLowerCase());
}

export function findSub(attribute: Attribute, name: string): Attribute | undefined {
  const subs = subsOf(attribute);
  return subs.get(name) ?? subs.get(name.toLowerCase());
}

const SUBS = new WeakMap<Attribute, ReadonlyMap<string, Attribute>>();

/** By the name as it is spelled and in lower case: a list of 100,000 members looks them up as often. */
function subsOf(attribute: Attribute): ReadonlyMap<string, Attribute> {
  const known = SUBS.get(attribute);
  if (known !== undefined) return known;
  const subs = new Map(
    attribute.subAttributes.flatMap((sub) => [[sub.name, sub] as const, [sub.name.toLowerCase(), sub] as const]),
  );
  SUBS.set(attribute, subs);
  return subs;
}

export function refOf(attribute: Attribute, extension: string | null = null): AttributeRef {
  const key = extension === null ? attribute.name : `${extension}:${attribute.name}`;
  return { key, extension, attribute, sub: null };
}

export function subRef(ref: AttributeRef, sub: Attribute): AttributeRef {
  return { ...ref, key: `${ref.key}.${sub.name}`, sub };
}

/** The attribute that says type and case of the values that the reference points at. */
export function leafOf(ref: AttributeRef): Attribute {
  return ref.sub ?? ref.attribute;
}

/** Every attribute of the type that is stored, in the schema's order: externalId, core, then the extensions. */
export function storedAttributes(type: ResourceType): readonly AttributeRef[] {
  return indexOf(type).stored;
}

/** Those of them that are lists. */
export function listAttributes(type: ResourceType): readonly AttributeRef[] {
  return indexOf(type).lists;
}

/** Attributes that are shown when a client names them (RFC 7643 §7, `returned`). */
export function requestedAttributes(type: ResourceType): readonly AttributeRef[] {
  return indexOf(type).requested;
}

interface Index {
  readonly attributes: ReadonlyMap<string, AttributeRef>;
  readonly bare: ReadonlyMap<string, AttributeRef>;
  readonly extensions: ReadonlyMap<string, Schema>;
  readonly stored: readonly AttributeRef[];
  readonly lists: readonly AttributeRef[];
  readonly requested: readonly AttributeRef[];
}

const INDEXES = new WeakMap<ResourceType, Index>();

function indexOf(type: ResourceType): Index {
  const known = INDEXES.get(type);
  if (known !== undefined) return known;
  const index = buildIndex(type);
  INDEXES.set(type, index);
  return index;
}

function buildIndex(type: ResourceType): Index {
  // By the name as it is spelled, which nearly all clients send, and in lower case.
  const attributes = new Map<string, AttributeRef>();
  const bare = new Map<string, AttributeRef>();
  const core = [...COMMON_ATTRIBUTES, ...type.schema.attributes].map((attribute) => refOf(attribute));
  for (const ref of core.flatMap(withSubs)) {
    attributes.set(ref.key, ref).set(ref.key.toLowerCase(), ref);
    attributes.set(`${type.schema.id}:${ref.key}`.toLowerCase(), ref);
  }
  const extended = type.extensions.flatMap((schema) =>
    schema.attributes.map((attribute) => refOf(attribute, schema.id)),
  );
  for (const ref of extended.flatMap(withSubs)) {
    attributes.set(ref.key, ref).set(ref.key.toLowerCase(), ref);
    const name = ref.key.slice((ref.extension ?? '').length + 1).toLowerCase();
    if (!attributes.has(name) && !bare.has(name)) bare.set(name, ref);
  }
  const stored = [...core, ...extended].filter(({ attribute }) => attribute.mutability !== 'readOnly');
  return {
    attributes,
    bare,
    extensions: new Map(
      type.extensions.flatMap((schema) => [[schema.id, schema] as const, [schema.id.toLowerCase(), schema] as const]),
    ),
    stored,
    requested: [...core, ...extended].filter(({ attribute }) => attribute.returned === 'request'),
    lists: stored.filter(({ attribute }) => attribute.multiValued),
  };
}

function withSubs(ref: AttributeRef): readonly AttributeRef[] {
  return [ref, ...ref.attribute.subAttributes.map((sub) => subRef(ref, sub))];
}
