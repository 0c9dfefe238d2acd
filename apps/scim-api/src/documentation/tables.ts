import { ERRORS } from '#scim';
import { LIMITS } from './limits.js';

/** The tables of the README that are made from the code, by the name of their place in it. */
export const TABLES: Readonly<Record<string, string>> = { errors: errorTable(), limits: limitTable() };

/** The text with its tables made anew. @throws Error when a place is missing */
export function withTables(text: string): string {
  return Object.entries(TABLES).reduce((result, [name, table]) => {
    const [begin, end] = [`<!-- ${name}: made by npm run tables -->\n`, `<!-- end of ${name} -->`];
    const [from, to] = [result.indexOf(begin), result.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`there is no place for the table of ${name}`);
    return `${result.slice(0, from + begin.length)}${table}\n${result.slice(to)}`;
  }, text);
}

function errorTable(): string {
  const rows = Object.entries(ERRORS).map(([code, { status, scimType, when, remedy, clause }]) => [
    `\`${code}\``,
    String(status),
    scimType ?? '',
    when,
    remedy,
    clause,
  ]);
  return table(['code', 'status', 'scimType', 'when', 'remedy', 'clause'], rows);
}

function limitTable(): string {
  const rows = Object.entries(LIMITS).map(([name, { value, bounds, beyond }]) => [
    `\`${name}\``,
    value.toLocaleString('en-GB'),
    bounds,
    beyond,
  ]);
  return table(['limit', '', 'of what', 'beyond it'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
