type Schema = Readonly<Record<string, unknown>>;

/**
 * What of a published schema the current one breaks; empty when events of either can be read by programs written for the
 * other. The topics keep everything, and consumers are updated when it suits them: so both directions count, and what
 * may change is little. An optional property may be added, and words for people may change; all else is a new version.
 */
export function incompatibilities(published: unknown, current: unknown, path = ''): string[] {
  if (!isSchema(published) || !isSchema(current)) return isEqual(published, current) ? [] : [`${path}: retyped`];
  const keywords = new Set([...Object.keys(published), ...Object.keys(current)]);
  return [...keywords].flatMap((keyword) => {
    if (ANNOTATIONS.has(keyword)) return [];
    if (keyword === 'properties') return properties(published, current, path);
    if (keyword === 'required') return required(published, current, path);
    const [before, after] = [published[keyword], current[keyword]];
    if (keyword === 'items') return incompatibilities(before, after, `${path}[]`);
    if (keyword === 'anyOf' && Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
      return before.flatMap((variant, index) => incompatibilities(variant, after[index], `${path}|${index}`));
    }
    return isEqual(before, after) ? [] : [`${path}: ${keyword} was ${show(before)} and is ${show(after)}`];
  });
}

const ANNOTATIONS = new Set(['title', 'description', '$comment', 'examples']);

function properties(published: Schema, current: Schema, path: string): string[] {
  const [before, after] = [namesOf(published.properties), namesOf(current.properties)];
  return Object.entries(before).flatMap(([name, schema]) =>
    Object.hasOwn(after, name)
      ? incompatibilities(schema, after[name], `${path}.${name}`)
      : [`${path}.${name}: removed`],
  );
}

function required(published: Schema, current: Schema, path: string): string[] {
  const [before, after] = [listOf(published.required), listOf(current.required)];
  return [
    ...after.filter((name) => !before.includes(name)).map((name) => `${path}.${name}: newly required`),
    ...before.filter((name) => !after.includes(name)).map((name) => `${path}.${name}: no longer required`),
  ];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}

function namesOf(value: unknown): Schema {
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
