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
}

type Characteristics = Partial<Omit<Attribute, 'name' | 'description'>>;

/** An attribute with the defaults of RFC 7643 §2.2 wherever nothing is said. */
export function attribute(name: string, description: string, characteristics: Characteristics = {}): Attribute {
  return {
    name,
    description,
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
    ...characteristics,
  };
}

export function complex(
  name: string,
  description: string,
  characteristics: Characteristics & { readonly subAttributes: readonly Attribute[] },
): Attribute {
  return attribute(name, description, { type: 'complex', ...characteristics });
}

/** The default sub-attributes of a multi-valued attribute (RFC 7643 §2.4). `types` are suggestions, never enforced. */
export function multiValued(
  name: string,
  description: string,
  value: Characteristics & { types?: readonly string[] },
): Attribute {
  const { types = [], ...valueCharacteristics } = value;
  return complex(name, description, {
    multiValued: true,
    subAttributes: [
      attribute('value', `The value of one of the ${name}.`, valueCharacteristics),
      attribute('display', 'A human-readable name, for display only.'),
      attribute('type', 'A label of the value’s function.', { canonicalValues: types }),
      primary(),
    ],
  });
}

export function primary(): Attribute {
  return attribute('primary', 'True for the preferred value; at most one value is.', { type: 'boolean' });
}
