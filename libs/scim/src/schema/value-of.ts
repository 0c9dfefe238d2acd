import type { Attribute, AttributeType, Schema } from './attribute.js';

/** The attributes of a schema, one or the other. */
export type AttributeOf<Of extends Pick<Schema, 'attributes'>> = Of['attributes'][number];

/** The canonical values of attributes by their names. What is read-only is computed, and stored with none. */
export type ValuesOf<One extends Attribute> = {
  [A in Writable<One> as A['required'] extends true ? A['name'] : never]: ValueOf<A>;
} & {
  [A in Writable<One> as A['required'] extends true ? never : A['name']]?: ValueOf<A>;
};

type Writable<One extends Attribute> = Exclude<One, { readonly mutability: 'readOnly' }>;

type ValueOf<A extends Attribute> = A['multiValued'] extends true ? SingleOf<A>[] : SingleOf<A>;

/** An attribute that says nothing of its type is a string (RFC 7643 §2.2), and so is what is written as one. */
type SingleOf<A extends Attribute> = AttributeType extends A['type']
  ? string
  : A['type'] extends 'boolean'
    ? boolean
    : A['type'] extends 'integer' | 'decimal'
      ? number
      : A['type'] extends 'complex'
        ? ComplexOf<Writable<A['subAttributes'][number]>>
        : string;

/** No object is empty: the only part that one may have is there. */
type ComplexOf<Sub extends Attribute> = IsOne<Sub> extends true ? Required<ValuesOf<Sub>> : ValuesOf<Sub>;

type IsOne<T, Each = T> = Each extends unknown ? ([T] extends [Each] ? true : false) : never;
