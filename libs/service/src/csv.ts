export type CsvCell = string | number | null | undefined;

/** RFC 4180: one record with its line's end. */
export function csvRecord(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/**
 * A spreadsheet takes a cell that begins with = + - @, also behind a tab or a return, for a formula, and what is exported was
 * written by strangers: such a cell begins with an apostrophe (OWASP, CSV Injection).
 */
function csvCell(value: CsvCell): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const safe = /^[\s]*[=+\-@]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
