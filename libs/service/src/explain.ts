import type { TLocalizedValidationError } from 'typebox/error';

/** What is told of a value that does not match its schema: where it stands, and what is to be sent, in words. */
export interface Explanation {
  /** Its path, with dots; empty for the whole. */
  readonly member: string;
  readonly sentence: string;
}

/** The parts of a JSON Schema that words are made of. */
export interface Described {
  readonly type?: unknown;
  readonly const?: unknown;
  readonly format?: unknown;
  readonly anyOf?: readonly Described[];
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly minLength?: unknown;
  readonly maxLength?: unknown;
  readonly minItems?: unknown;
  readonly maxItems?: unknown;
  readonly uniqueItems?: unknown;
  /** Says what a pattern cannot: "one mail address, such as …". */
  readonly 'x-expected'?: unknown;
}

/** Of all that is wrong the deepest, which is what was meant; of a value that may be several things all of them. */
export function explain(schema: Described, errors: readonly TLocalizedValidationError[]): Explanation {
  const deepest = errors.reduce((one, other) => (depthOf(other) > depthOf(one) ? other : one), errors[0] ?? WHOLE);
  const path = pathOf(deepest.instancePath);
  const at = schemaAt(schema, path);
  switch (deepest.keyword) {
    case 'required': {
      const [name = ''] = deepest.params.requiredProperties;
      const missing = schemaAt(schema, [...path, name]);
      return { member: [...path, name].join('.'), sentence: `is missing; send ${expected(missing)}` };
    }
    case 'boolean':
      return {
        member: path.join('.'),
        sentence: `is unknown; there are: ${namesOf(schemaAt(schema, path.slice(0, -1)))}`,
      };
    case 'minProperties':
      return { member: path.join('.'), sentence: `names nothing; send at least one of: ${namesOf(at)}` };
    default:
      return { member: path.join('.'), sentence: `is not as expected; send ${expected(at)}` };
  }
}

const WHOLE = { keyword: 'type', instancePath: '' } as const;

function depthOf({ instancePath }: Pick<TLocalizedValidationError, 'instancePath'>): number {
  return pathOf(instancePath).length;
}

/** RFC 6901. */
function pathOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function schemaAt(schema: Described | undefined, [name, ...rest]: readonly string[]): Described | undefined {
  if (name === undefined || schema === undefined) return schema;
  const holders = [schema, ...(schema.anyOf ?? [])];
  const inner = holders.flatMap(({ properties, items }) => {
    const found = properties?.[name] ?? (/^\d+$/.test(name) && isDescribed(items) ? items : undefined);
    return found === undefined ? [] : [found];
  });
  return schemaAt(inner[0], rest);
}

function isDescribed(items: unknown): items is Described {
  return typeof items === 'object' && items !== null;
}

function namesOf(schema: Described | undefined): string {
  const holder = [schema, ...(schema?.anyOf ?? [])].find((one) => one?.properties !== undefined);
  return Object.keys(holder?.properties ?? {}).join(', ') || 'none';
}

/** What the schema takes, for a sentence that begins with "send". */
export function expected(schema: Described | undefined): string {
  const { 'x-expected': words, anyOf, type } = schema ?? {};
  if (typeof words === 'string') return words;
  if (schema !== undefined && 'const' in schema) return String(schema.const);
  if (anyOf !== undefined) return alternatives(anyOf.map(expected));
  switch (type) {
    case 'null':
      return 'null';
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `a whole number${between(schema?.minimum, schema?.maximum, '')}`;
    case 'number':
      return `a number${between(schema?.minimum, schema?.maximum, '')}`;
    case 'string':
      return schema?.format === 'uuid'
        ? 'an id (a UUID)'
        : `a text${between(schema?.minLength, schema?.maxLength, ' characters')}`;
    case 'array':
      return listOf(schema);
    default:
      return `an object with: ${namesOf(schema)}`;
  }
}

function listOf(schema: Described | undefined): string {
  const item = isDescribed(schema?.items) ? expected(schema.items) : 'values';
  const once = schema?.uniqueItems === true ? ', each once' : '';
  return `a list${between(schema?.minItems, schema?.maxItems, ' values')}${once}: ${item}`;
}

function between(least: unknown, most: unknown, unit: string): string {
  if (typeof least === 'number' && typeof most === 'number') return ` of ${least} to ${most}${unit}`;
  if (typeof most === 'number') return ` of at most ${most}${unit}`;
  return typeof least === 'number' ? ` of at least ${least}${unit}` : '';
}

function alternatives(choices: readonly string[]): string {
  const last = choices.at(-1) ?? '';
  return choices.length < 2 ? last : `${choices.slice(0, -1).join(', ')} or ${last}`;
}
