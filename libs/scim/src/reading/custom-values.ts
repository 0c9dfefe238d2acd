import { withZone } from '../date-time.js';
import { ScimError } from '../errors/error.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import { startReading } from './quirks.js';
import type { CustomValues, UserAttributes } from '../schema/resource.js';
import { readScalar } from './scalar.js';
import type { Attribute, ResourceType } from '../schema/attribute.js';
import { CUSTOM_USER_URN } from '../urn.js';

/**
 * The user with the custom values that the company's definitions show: a value without a definition, or one that its
 * definition's type does not fit any more, stays stored and is left out.
 */
export function visible(attributes: UserAttributes, type: ResourceType): UserAttributes {
  // Most people have none, and every answer and event comes by here.
  if (attributes[CUSTOM_USER_URN] === undefined) return attributes;
  const { [CUSTOM_USER_URN]: stored, ...others } = attributes;
  const shown = Object.fromEntries(
    definitions(type).flatMap((definition) => {
      const value = fitting(definition, storedValue(stored, definition.name));
      return value === undefined ? [] : [[definition.name, value]];
    }),
  );
  return Object.keys(shown).length === 0 ? others : { ...others, [CUSTOM_USER_URN]: shown };
}

/** The attributes with the values that `current` holds out of sight: a PUT cannot name what it cannot see. */
export function withHidden(attributes: JsonObject, current: UserAttributes, type: ResourceType): JsonObject {
  const stored = current[CUSTOM_USER_URN];
  if (stored === undefined) return attributes;
  const defined = new Map(definitions(type).map((definition) => [definition.name, definition]));
  const hidden = Object.entries(stored).filter(([name, value]) => {
    const definition = defined.get(name);
    return definition === undefined || fitting(definition, value) === undefined;
  });
  if (hidden.length === 0) return attributes;
  const sent = attributes[CUSTOM_USER_URN];
  return { ...attributes, [CUSTOM_USER_URN]: { ...Object.fromEntries(hidden), ...(isJsonObject(sent) ? sent : {}) } };
}

/** Names of the user's custom attributes whose value names an employee. */
export function references(attributes: UserAttributes, type: ResourceType): string[] {
  if (attributes[CUSTOM_USER_URN] === undefined) return [];
  const values = visible(attributes, type)[CUSTOM_USER_URN] ?? {};
  const names = definitions(type).filter(({ referenceTypes }) => referenceTypes.length > 0);
  return names.map(({ name }) => name).filter((name) => Object.hasOwn(values, name));
}

/** Names of what the user has, or had, of the sensitive ones: as they are stored, and as they are defined. */
export function sensitiveNames(type: ResourceType, ...sides: readonly (UserAttributes | null)[]): string[] {
  const { sensitive = [] } = type;
  if (sensitive.length === 0) return [];
  const defined = new Map(sensitive.map((name) => [name.toLowerCase(), name]));
  const names = sides.flatMap((side) => Object.keys(side?.[CUSTOM_USER_URN] ?? {}));
  return [...new Set(names.flatMap((name) => [name, defined.get(name.toLowerCase()) ?? name]))]
    .filter((name) => defined.has(name.toLowerCase()))
    .toSorted();
}

function definitions(type: ResourceType): readonly Attribute[] {
  return type.extensions.find(({ id }) => id === CUSTOM_USER_URN)?.attributes ?? [];
}

function storedValue(stored: CustomValues, name: string): JsonValue | undefined {
  if (Object.hasOwn(stored, name)) return stored[name];
  // Kept before it was defined, in the spelling of that day.
  const lower = name.toLowerCase();
  return Object.entries(stored).find(([other]) => other.toLowerCase() === lower)?.[1];
}

const STANDING_DATE = /^\d{4,}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

/** The value as its type has it, if it can be read so: a number that was stored as an option is a text, and back. */
function fitting(definition: Attribute, value: JsonValue | undefined): string | number | undefined {
  if (value === undefined) return undefined;
  // A day that does not exist, from a version that took it: what stands is shown until somebody replaces it.
  if (definition.type === 'dateTime' && typeof value === 'string' && STANDING_DATE.test(value)) {
    return withZone(value) ?? value;
  }
  const sent = definition.type === 'string' && typeof value !== 'string' ? JSON.stringify(value) : value;
  try {
    const read = readScalar(definition, sent, {
      path: definition.name,
      reading: startReading({ tolerance: 'tolerant' }),
    });
    return typeof read === 'string' || typeof read === 'number' ? read : undefined;
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}
