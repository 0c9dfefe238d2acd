import { ScimError } from '../errors/error.js';
import { isJsonArray, isJsonObject, textOf, type JsonObject, type JsonValue } from '../json.js';
import type { ResourceType } from '../schema/attribute.js';
import { findAttribute, findExtension, findWithoutUrn, requestedAttributes } from '../schema/lookup.js';
import { valueAt } from '../schema/value-at.js';

/** Which attributes an answer shows (RFC 7644 §3.9), by canonical key: `userName`, `emails.value`, or an extension's URN. */
export interface Projection {
  readonly mode: 'default' | 'only' | 'without';
  readonly keys: ReadonlySet<string>;
}

/** Characters of `attributes` and `excludedAttributes`: all names of the schemas, several times. */
const MAX_PROJECTION_LENGTH = 16_384;

export const EVERYTHING: Projection = { mode: 'default', keys: new Set() };

type ProjectionQuery = { readonly attributes?: string | undefined; readonly excludedAttributes?: string | undefined };

/** From the query parameters, or from the properties of a SearchRequest. Both at once: ScimError `invalid-projection`. */
export function parseProjection(query: ProjectionQuery, type: ResourceType): Projection {
  const only = keysOf(query.attributes, type);
  const without = keysOf(query.excludedAttributes, type);
  if (only !== null && without !== null) throw new ScimError('invalid-projection');
  if (only !== null) return { mode: 'only', keys: only };
  return without === null ? EVERYTHING : { mode: 'without', keys: without };
}

/** Names that no schema knows select nothing. Null: the parameter was not sent, or is empty. */
function keysOf(list: string | undefined, type: ResourceType): ReadonlySet<string> | null {
  if (list === undefined || list.trim() === '') return null;
  if (list.length > MAX_PROJECTION_LENGTH) {
    throw new ScimError(
      'invalid-projection',
      `attributes: longer than ${MAX_PROJECTION_LENGTH} characters; name fewer.`,
    );
  }
  const keys = list.split(',').flatMap((item) => {
    const name = withoutFilter(item.trim());
    const key = findExtension(type, name)?.id ?? (findAttribute(type, name) ?? findWithoutUrn(type, name))?.key;
    return key === undefined ? [] : [key];
  });
  return new Set(keys);
}

/** Microsoft's collection asks for emails[type eq "work"]: the filter selects no attribute, so it is left out. */
function withoutFilter(item: string): string {
  const [open, close] = [item.indexOf('['), item.lastIndexOf(']')];
  return open < 0 || close < open ? item : item.slice(0, open) + item.slice(close + 1);
}

/** Whether the answer shows any of the attribute: lets a caller skip loading `members`, or `groups`. */
export function shows(projection: Projection, type: ResourceType, key: string): boolean {
  const attribute = findAttribute(type, key)?.attribute;
  if (attribute?.returned === 'always') return true;
  if (projection.mode === 'only') return projection.keys.has(key) || hasInner(projection, key);
  return attribute?.returned !== 'request' && !projection.keys.has(key);
}

/** The part of a resource that the projection shows; an extension of which nothing is left goes, and its URN with it. */
export function project(resource: JsonObject, type: ResourceType, projection: Projection): JsonObject {
  if (projection.mode === 'default' && isWhole(resource, type)) return resource;
  const shown = Object.entries(resource).flatMap(([name, value]) => {
    if (findExtension(type, name) === undefined) return projectAttribute(name, value, { projection, type });
    if (!isJsonObject(value) || (projection.mode === 'without' && projection.keys.has(name))) return [];
    if (projection.mode === 'only' && projection.keys.has(name)) return [entry(name, value)];
    const inner = Object.entries(value).flatMap(([sub, subValue]) =>
      projectAttribute(`${name}:${sub}`, subValue, { projection, type }).map(([, left]) => entry(sub, left)),
    );
    return inner.length === 0 ? [] : [entry(name, Object.fromEntries(inner))];
  });
  return withExactSchemas(Object.fromEntries(shown), type);
}

/** Nothing of it must be asked for by name, and no extension is empty. */
function isWhole(resource: JsonObject, type: ResourceType): boolean {
  return (
    requestedAttributes(type).every((ref) => valueAt(resource, ref) === undefined) &&
    type.extensions.every(({ id }) => {
      const extension = resource[id];
      return !isJsonObject(extension) || Object.keys(extension).length > 0;
    })
  );
}

interface Wanted {
  readonly projection: Projection;
  readonly type: ResourceType;
}

type Entry = readonly [string, JsonValue];

function entry(name: string, value: JsonValue): Entry {
  return [name, value];
}

function projectAttribute(key: string, value: JsonValue, { projection, type }: Wanted): readonly Entry[] {
  if (!shows(projection, type, key)) return [];
  const { mode, keys } = projection;
  if (keys.has(key) || !hasInner(projection, key)) return [entry(key, value)];
  return [
    entry(
      key,
      projectSubs(value, (sub) => keys.has(`${key}.${sub}`) === (mode === 'only')),
    ),
  ];
}

function projectSubs(value: JsonValue, isShown: (sub: string) => boolean): JsonValue {
  if (isJsonArray(value)) return value.map((element) => projectSubs(element, isShown));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([sub]) => isShown(sub)));
}

function hasInner({ keys }: Projection, key: string): boolean {
  return keys.size > 0 && holdersOf(keys).has(key);
}

const holders = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

/** What has a dot behind it in one of the keys: found once a projection, however many attributes ask. */
function holdersOf(keys: ReadonlySet<string>): ReadonlySet<string> {
  const known = holders.get(keys);
  if (known !== undefined) return known;
  const found = new Set([...keys].flatMap((key) => [...key.matchAll(/\./g)].map(({ index }) => key.slice(0, index))));
  holders.set(keys, found);
  return found;
}

function withExactSchemas(resource: JsonObject, type: ResourceType): JsonObject {
  const { schemas } = resource;
  if (!isJsonArray(schemas)) return resource;
  return {
    ...resource,
    schemas: schemas.filter((uri) => uri === type.schema.id || Object.hasOwn(resource, textOf(uri))),
  };
}
