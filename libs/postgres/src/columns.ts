import { arrayText } from './array-text.js';
import { joinedTexts, joinTexts } from './join-texts.js';

export const TIME = 'timestamp with time zone';

/** A column of a table whose rows are written many at a time: what is said of it here, its statements follow. */
export interface Column<Saved> {
  /** As `information_schema` calls it. */
  readonly type:
    'uuid' | 'text' | 'integer' | 'bigint' | 'boolean' | 'timestamp with time zone' | 'json' | 'jsonb' | 'ARRAY';
  /** What is written of what is saved; left out for a column that no insert names. */
  readonly write?: (saved: Saved, tenantId: string) => unknown;
  /** What is written, of the other columns: `octet_length(changes)`; or of itself, as it is given. */
  readonly from?: string;
  /** The type of what is given for a row, where unnest has no array of its own: of an array, its text. */
  readonly given?: 'text';
  /** An update leaves it as it was inserted. */
  readonly isFixed?: boolean;
  /**
   * The texts of all rows travel as one, because pg escapes each element of an array a character at a time. They are
   * JSON, which holds the separator, a control character, only escaped; none is null.
   */
  readonly isJoined?: boolean;
  /** Says nothing that the events say: no digest has it. */
  readonly isUndigested?: boolean;
}

/** In the order of the table. */
export type Columns<Saved> = Readonly<Record<string, Column<Saved>>>;

/** Names in a list, as a statement has them. */
export function namesIn(names: readonly string[]): string {
  return names.join(', ');
}

/** `insert into … select … from unnest(…)`, for {@link valuesOf}. @param into the table, with an alias where one is needed */
export function insertMany<Saved>(into: string, columns: Columns<Saved>): string {
  const written = writtenOf(columns);
  return `
  insert into ${into} (${namesIn(written.map(([name]) => name))})
  select ${namesIn(written.map(valueOf))}
    from ${rowsOf(written)}`;
}

/** `update … from unnest(…)`, as {@link insertMany}, of the rows that have the same in `key`. */
export function updateMany<Saved>(table: string, columns: Columns<Saved>, key: string): string {
  const written = writtenOf(columns);
  const free = written.filter(([, { isFixed }]) => isFixed !== true);
  return `
  update ${table} as u
     set ${namesIn(free.map((one) => `${one[0]} = given.${valueOf(one)}`))}
    from ${rowsOf(written)}
   where u.${key} = given.${key}`;
}

/** What an upsert of {@link insertMany} sets: all that is written, but for the keys. */
export function replaced<Saved>(columns: Columns<Saved>, keys: readonly string[]): string {
  return writtenOf(columns)
    .flatMap(([name]) => (keys.includes(name) ? [] : [`${name} = excluded.${name}`]))
    .join(',\n         ');
}

type Named<Saved> = readonly [name: string, column: Column<Saved>];

function writtenOf<Saved>(columns: Columns<Saved>): readonly Named<Saved>[] {
  return Object.entries(columns).filter(([, { write, from }]) => write !== undefined || from !== undefined);
}

function valueOf<Saved>([name, { type, from, isJoined }]: Named<Saved>): string {
  return from ?? (isJoined === true ? `${name}::${type}` : name);
}

function rowsOf<Saved>(written: readonly Named<Saved>[]): string {
  const given = written.filter(([, { write }]) => write !== undefined);
  const parameters = given.map(([, { type, given: as, isJoined }], at) =>
    isJoined === true ? joinedTexts(at + 1) : `$${at + 1}::${as ?? type}[]`,
  );
  return `unnest(${namesIn(parameters)})
         as given (${namesIn(given.map(([name]) => name))})`;
}

/** The parameters of {@link insertMany}: an array a column. @param tenantId whose rows they are, where these do not say it */
export function valuesOf<Saved>(columns: Columns<Saved>, rows: readonly Saved[], tenantId = ''): unknown[] {
  return Object.values(columns).flatMap(({ write, isJoined }) => {
    if (write === undefined) return [];
    const values = rows.map((row) => write(row, tenantId));
    return [isJoined === true ? joinTexts(values) : arrayText(values)];
  });
}

/** Which parameter of {@link insertMany} holds a column: `$7`. */
export function parameterOf<Saved>(columns: Columns<Saved>, column: string): string {
  const given = writtenOf(columns).filter(([, { write }]) => write !== undefined);
  return `$${given.findIndex(([name]) => name === column) + 1}`;
}

/** What a digest has of each column, but for those in `keys`, which it orders by. */
export function digested<Saved>(columns: Columns<Saved>, keys: readonly string[] = []): string {
  const said = Object.entries(columns).filter(
    ([name, { isUndigested }]) => isUndigested !== true && !keys.includes(name),
  );
  return namesIn(said.map(([name, { type }]) => (type === TIME ? `${name} at time zone 'UTC'` : name)));
}
