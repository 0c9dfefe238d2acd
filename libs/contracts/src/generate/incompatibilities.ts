import { ANY_NAME, isJson, mapValues, type Json } from './json-schemas.js';

/**
 * What of a published schema the current one breaks; empty when events of either can be read by programs written for the
 * other. The topics keep everything, and consumers are updated when it suits them: so both directions count, and what
 * may change is little. An optional property may be added, and words for people may change; all else is a new version.
 * Both are read with their references followed, so where a part is written down does not matter.
 */
export function incompatibilities(published: unknown, current: unknown): string[] {
  return compare(inline(published), inline(current), '');
}

function compare(published: unknown, current: unknown, path: string): string[] {
  if (!isSchema(published) || !isSchema(current)) return isEqual(published, current) ? [] : [`${path}: retyped`];
  const keywords = new Set([...Object.keys(published), ...Object.keys(current)]);
  return [...keywords].flatMap((keyword) => {
    if (ANNOTATIONS.has(keyword)) return [];
    if (keyword === 'properties') return properties(published, current, path);
    if (keyword === 'required') return required(published, current, path);
    const [before, after] = [published[keyword], current[keyword]];
    if (keyword === 'items') return compare(before, after, `${path}[]`);
    if (keyword === 'additionalProperties') return compare(before, after, `${path}.*`);
    if (keyword === 'anyOf' && Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
      return before.flatMap((variant, index) => compare(variant, after[index], `${path}|${index}`));
    }
    return isEqual(before, after) ? [] : [`${path}: ${keyword} was ${show(before)} and is ${show(after)}`];
  });
}

const ANNOTATIONS = new Set(['title', 'description', '$comment', 'examples', '$defs']);

/** References within a document replaced by what they name; nothing of ours refers to itself. */
function inline(document: unknown): unknown {
  const defs = isJson(document) && isJson(document.$defs) ? document.$defs : {};
  const follow = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(follow);
    if (!isJson(value)) return value;
    if (typeof value.$ref === 'string') return follow(defs[value.$ref.replace('#/$defs/', '')]);
    return spelledAlike(mapValues(value, follow));
  };
  return follow(document);
}

/** A choice of texts, and a map of any names, in one spelling each. */
function spelledAlike(schema: Json): Json {
  const { enum: words, type, patternProperties, ...rest } = schema;
  const any = isJson(patternProperties) ? patternProperties[ANY_NAME] : undefined;
  if (Array.isArray(words)) return { ...rest, anyOf: words.map((word: unknown) => ({ type, const: word })) };
  return any === undefined ? schema : { ...rest, type, additionalProperties: any };
}

function properties(published: Json, current: Json, path: string): string[] {
  const [before, after] = [namesOf(published.properties), namesOf(current.properties)];
  return Object.entries(before).flatMap(([name, schema]) =>
    Object.hasOwn(after, name) ? compare(schema, after[name], `${path}.${name}`) : [`${path}.${name}: removed`],
  );
}

function required(published: Json, current: Json, path: string): string[] {
  const [before, after] = [listOf(published.required), listOf(current.required)];
  return [
    ...after.filter((name) => !before.includes(name)).map((name) => `${path}.${name}: newly required`),
    ...before.filter((name) => !after.includes(name)).map((name) => `${path}.${name}: no longer required`),
  ];
}

function isSchema(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function namesOf(value: unknown): Json {
  return isSchema(value) ? value : {};
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function show(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
