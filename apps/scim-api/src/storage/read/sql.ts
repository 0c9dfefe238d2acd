/** Gives the placeholder of a value. */
export type Bind = (
  value: unknown,
  type: 'text' | 'uuid' | 'bool' | 'timestamptz' | 'int4' | 'int4[]' | 'int8',
) => string;

/** A piece of a statement, written once it is known that it will be part of one: no value is bound that is not used. */
export type Sql = (bind: Bind) => string;

/** The text of a statement and its values, in the order in which they were bound. */
export function render(sql: Sql): { readonly text: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const text = sql((value, type) => `$${values.push(value)}::${type}`);
  return { text, values };
}
