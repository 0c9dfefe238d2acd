import { dataSchemaUri, EVENTS, isEventType, type EventType } from '../events.js';

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
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: dataSchemaUri(type),
    title: `Data of ${type}, version ${EVENTS[type].version}`,
    ...plain(EVENTS[type].data),
  };
}

/** As JSON shows it: without TypeBox's own symbols. */
export function plain(schema: object): object {
  return JSON.parse(JSON.stringify(schema)) as object;
}
