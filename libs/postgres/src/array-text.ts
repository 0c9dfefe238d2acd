/**
 * An array of plain values as PostgreSQL reads it. pg does the same, but asks of each element what it is, and copies each text twice to
 * escape what it nearly never holds. What is no plain value, or a list of such, is left to it.
 */
export function arrayText(values: readonly unknown[]): unknown {
  const elements = values.map(elementText);
  return elements.includes(undefined) ? values : `{${elements.join(',')}}`;
}

function elementText(value: unknown): string | undefined {
  if (typeof value === 'string') return quoted(value);
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function quoted(text: string): string {
  if (!text.includes('"') && !text.includes('\\')) return `"${text}"`;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
