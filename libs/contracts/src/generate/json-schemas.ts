import { dataSchemaUri, EVENTS, isEventType, type EventType } from '../events.js';

export type Json = Readonly<Record<string, unknown>>;

/** File name in `schemas/` → the JSON Schema (2020-12) of one event type's data, as a document. */
export function jsonSchemas(): Map<string, object> {
  return new Map(eventTypes().map((type) => [schemaFile(type), jsonSchema(type)]));
}

export function eventTypes(): EventType[] {
  return Object.keys(EVENTS).filter(isEventType);
}

/** `rollcall.UserUpdated` → `UserUpdated`. */
export function shortName(type: EventType): string {
  return type.slice('rollcall.'.length);
}

function schemaFile(type: EventType): string {
  return `${shortName(type)}.v${EVENTS[type].version}.json`;
}

function jsonSchema(type: EventType): object {
  const { root, defs } = split(EVENTS[type].data, '#/$defs/');
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: dataSchemaUri(type),
    ...root,
    ...(defs.size === 0 ? {} : { $defs: Object.fromEntries(defs) }),
  };
}

/**
 * A schema as generators of types want it: what has a title of its own stands once, under that title, and is referred to
 * from wherever it is used; a choice of texts is an `enum`.
 *
 * @param base what a reference begins with: `#/$defs/`, or `#/components/schemas/` in an AsyncAPI document
 * @throws Error when two schemas with the same title differ
 */
export function split(schema: object, base: string): { readonly root: Json; readonly defs: Map<string, Json> } {
  const defs = new Map<string, Json>();
  const publish = (value: unknown, isRoot = false): unknown => {
    if (Array.isArray(value)) return value.map((item) => publish(item));
    if (!isJson(value)) return value;
    const published = asEnum(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, publish(one)])));
    const { title } = published;
    if (isRoot || typeof title !== 'string') return published;
    const known = defs.get(title);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(published)) {
      throw new Error(`two schemas have the title ${title}`);
    }
    defs.set(title, published);
    return { $ref: base + title };
  };
  const root = publish(plain(schema), true);
  return { root: isJson(root) ? root : {}, defs };
}

/** `anyOf` of constant texts → `enum`: most generators make one type of it, and of the other none. */
function asEnum(schema: Json): Json {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const words: unknown[] = anyOf.map((variant: unknown) => (isJson(variant) ? variant.const : undefined));
  return words.every((word) => typeof word === 'string') ? { ...rest, type: 'string', enum: words } : schema;
}

/** As JSON shows it: without TypeBox's own symbols. */
export function plain(schema: object): object {
  return JSON.parse(JSON.stringify(schema)) as object;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
