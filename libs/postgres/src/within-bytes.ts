/**
 * Bytes of the rows that one statement of a page gives. Decoded they take five to ten times as much; 200 people of an ordinary
 * company take 200 to 400 kB.
 */
export const PAGE_BYTES = 1_048_576;

/** What {@link withinBytes} says of each row beside its own columns. */
export interface Found {
  /** How many rows there were before those that did not fit were left out. */
  readonly found: number;
}

export interface Sized {
  /** What the rows are in order of, as in `order by`. */
  readonly order: string;
  /** SQL over the columns of a row: about how many bytes it has. */
  readonly bytes: string;
  /** Beside all of `rows`, what is only asked of the rows that fit: more columns of a select list. */
  readonly more?: string;
}

/**
 * A statement that gives the first of `rows` (a select with a limit of its own) that fit {@link PAGE_BYTES}, and a row that
 * alone is larger alone. The cut is made where the rows are: of a value that stands outside its row only the place is
 * carried (a materialised row keeps TOAST pointers), so what is cut off costs no more than its look-up.
 */
export function withinBytes(rows: string, { order, bytes, more = '' }: Sized): string {
  return `
  with found_rows as materialized (${rows}
  ),
  sized as (
    select found_rows.*,
           (count(*) over ())::int as found,
           row_number() over in_order as place,
           sum(${bytes}) over in_order as bytes_so_far
      from found_rows
    window in_order as (order by ${order} rows unbounded preceding)
  )
  select sized.*${more}
    from sized
   where bytes_so_far <= ${PAGE_BYTES}
      or place = 1
   order by place`;
}

/** What is left of {@link PAGE_BYTES} to a page that several statements give. */
export class PageRoom {
  #left = PAGE_BYTES;
  #isEmpty = true;

  /** Whether the next one fits; the first always does. */
  take(bytes: number): boolean {
    if (!this.#isEmpty && bytes > this.#left) return false;
    this.#isEmpty = false;
    this.#left -= bytes;
    return true;
  }
}
