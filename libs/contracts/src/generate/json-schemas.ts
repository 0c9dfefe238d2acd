import { dataSchemaUri, EVENTS, isEventType, type EventType } from '../events.js';

export type Json = Readonly<Record<string, unknown>>;

/** File name in `schemas/` → the JSON Schema (2020-12) of one event type's data, as a document. */
export function jsonSchemas(): Map<string, object> {
  return new Map(eventTypes().map((type) => [schemaFile(type), jsonSchema(type)]));
}

/**
 * All event types' data in one JSON Schema, each part once: what a generator of types is given. Its root is a table of
 * the types, which no message looks like.
 */
export function allInOne(): object {
  const defs = definitions('#/$defs/');
  return {
    $schema: DIALECT,
    $id: 'urn:rollcall:events',
    title: 'RollcallEvents',
    description: 'The data of each event type, by its name: a table for generators of types. No message looks like it.',
    type: 'object',
    properties: Object.fromEntries(
      eventTypes().map((type) => [shortName(type), { $ref: `#/$defs/${shortName(type)}` }]),
    ),
    $defs: defs,
  };
}

/** The data of each event type, and what they are made of, each once and by its name. */
export function definitions(base: string): Json {
  const data = eventTypes().map((type) => ({ name: shortName(type), ...split(EVENTS[type].data, base) }));
  return Object.fromEntries([
    ...data.map(({ name, root }): [string, Json] => [name, root]),
    ...data.flatMap(({ defs }): [string, Json][] => [...defs]),
  ]);
}

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

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
    $schema: DIALECT,
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
  const publish = (value: unknown): unknown => publishAt(value, false);
  const publishAt = (value: unknown, isRoot: boolean): unknown => {
    if (Array.isArray(value)) return value.map(publish);
    if (!isJson(value)) return value;
    const published = asMap(asEnum(mapValues(value, publish)));
    const { title, type } = published;
    // What has no type is a choice of a part and null, or anything at all: its title names it where it stands.
    if (isRoot || typeof title !== 'string' || type === undefined) return published;
    const known = defs.get(title);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(published)) {
      throw new Error(`two schemas have the title ${title}`);
    }
    defs.set(title, published);
    return { $ref: base + title };
  };
  const root = publishAt(plain(schema), true);
  return { root: isJson(root) ? root : {}, defs };
}

/** `anyOf` of constant texts → `enum`: most generators make one type of it, and of the other none. */
function asEnum(schema: Json): Json {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const words: unknown[] = anyOf.map((variant: unknown) => (isJson(variant) ? variant.const : undefined));
  return words.every((word) => typeof word === 'string') ? { ...rest, type: 'string', enum: words } : schema;
}

/** `patternProperties` of any name → `additionalProperties`, which says the same and which generators know. */
function asMap(schema: Json): Json {
  const { patternProperties, ...rest } = schema;
  const any = isJson(patternProperties) ? patternProperties[ANY_NAME] : undefined;
  return any === undefined ? schema : { ...rest, additionalProperties: any };
}

/** What TypeBox writes for a record of texts. */
export const ANY_NAME = '^.*$';

export function mapValues(object: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

/** As JSON shows it: without TypeBox's own symbols. */
export function plain(schema: object): object {
  return JSON.parse(JSON.stringify(schema)) as object;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
