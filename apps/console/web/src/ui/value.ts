/** Beyond it a value is folded: nobody reads more of it in a table. */
const MOST = 2_000;

/** A value of an attribute as text. */
export function asValue(value: unknown): string {
  if (value === null || value === undefined) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
