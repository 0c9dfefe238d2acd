export type AttributeType =
  'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';
export type Mutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
export type Returned = 'always' | 'never' | 'default' | 'request';
export type Uniqueness = 'none' | 'server' | 'global';

/** The characteristics of RFC 7643 §2.2 and §7, declared once: validation, PATCH, filters, projection and /Schemas read them. */
export interface Attribute {
  readonly name: string;
  readonly description: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: Mutability;
  readonly returned: Returned;
  readonly uniqueness: Uniqueness;
  readonly canonicalValues: readonly string[];
  readonly referenceTypes: readonly string[];
  readonly subAttributes: readonly Attribute[];
  /** Rollcall's own bounds, which /Schemas has no word for: UTF-16 units of a text, values of a multi-valued attribute. */
  readonly maxLength: number;
  readonly maxValues: number;
}

export const MAX_TEXT_LENGTH = 16_384;
/** For what a database index holds: 512 characters are at most 2,048 bytes, and a PostgreSQL b-tree takes 2,704. */
export const MAX_KEY_LENGTH = 512;
export const MAX_VALUES = 1_000;
export const MAX_MEMBERS = 100_000;

export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

/** RFC 7643 §6. */
export interface ResourceType {
  readonly name: 'User' | 'Group';
  /** Relative to the base URL. */
  readonly endpoint: string;
  readonly description: string;
  readonly schema: Schema;
  readonly extensions: readonly Schema[];
  /** Schema URIs that clients list although they declare nothing; ignored without being counted as unknown. */
  readonly ignoredSchemas: readonly string[];
  /** Names of the company's own attributes whose values only the provider and consumers of the topics see. */
  readonly sensitive?: readonly string[];
}

type Characteristics = Partial<Omit<Attribute, 'name' | 'description'>>;

/** An attribute whose type says its name and the characteristics of its own: see `ValueOf`. */
export type Declared<Name extends string, Own = unknown> = Attribute & { readonly name: Name } & Own;

/** RFC 7643 §2.2, wherever nothing is said. */
const DEFAULTS: Omit<Attribute, 'name' | 'description'> = {
  type: 'string',
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  canonicalValues: [],
  referenceTypes: [],
  subAttributes: [],
  maxLength: MAX_TEXT_LENGTH,
  maxValues: MAX_VALUES,
};

export function attribute<const Name extends string>(name: Name, description: string): Declared<Name>;
export function attribute<const Name extends string, const Own extends Characteristics>(
  name: Name,
  description: string,
  characteristics: Own,
): Declared<Name, Own>;
export function attribute(name: string, description: string, characteristics?: Characteristics): Attribute {
  return { name, description, ...DEFAULTS, ...characteristics };
}

export function complex<const Name extends string, const Own extends Characteristics>(
  name: Name,
  description: string,
  characteristics: Own,
): Declared<Name, Own & { readonly type: 'complex' }> {
  return attribute(name, description, { ...characteristics, type: 'complex' });
}

type Part = Declared<'value' | 'display' | 'type'> | ReturnType<typeof primary>;

/** The default sub-attributes of a multi-valued attribute (RFC 7643 §2.4). `types` are suggestions, never enforced. */
export function multiValued<const Name extends string>(
  name: Name,
  description: string,
  { types = [], ...value }: Characteristics & { readonly types?: readonly string[] },
): Declared<Name, { readonly type: 'complex'; readonly multiValued: true; readonly subAttributes: readonly Part[] }> {
  return complex(name, description, {
    multiValued: true,
    subAttributes: [
      attribute('value', `The value of one of the ${name}.`, value),
      attribute('display', 'A human-readable name, for display only.'),
      attribute('type', 'A label of the value’s function.', { canonicalValues: types }),
      primary(),
    ],
  });
}

export function primary(): Declared<'primary', { readonly type: 'boolean' }> {
  return attribute('primary', 'True for the preferred value; at most one value is.', { type: 'boolean' });
}
