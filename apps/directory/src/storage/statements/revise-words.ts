/**
 * Of people who have words: what differs goes and comes, and the rest stays, for each row stands in two indexes. What somebody is to
 * have is a text with a line for each, between line breaks; no word has one.
 */
interface Revised {
  readonly table: string;
  /** Of a row of it, as `t`, its line. */
  readonly line: string;
}

const WORDS: Revised = { table: 'employee_words', line: `t.word || ' ' || t.kind` };
const PAIRS: Revised = { table: 'employee_pairs', line: 't.pair' };

/** Rows that nobody is to have; of who was deleted all. Parameters: tenants, ids, who is active, and the lines. */
const deleteOthers = ({ table, line }: Revised): string => `
  delete from ${table} t
   using unnest($1::uuid[], $2::text[], $3::bool[], $4::text[]) as kept (tenant_id, id, active, lines)
   where t.tenant_id = kept.tenant_id
     and t.id = kept.id
     and (t.active <> kept.active or position(chr(10) || ${line} || chr(10) in kept.lines) = 0)`;

/** Of a person all lines that are there: read once, where a look for each would read them again. */
const linesOf = ({ table, line }: Revised): string => `
         cross join lateral (
               select coalesce(chr(10) || string_agg(${line}, chr(10)) || chr(10), '') as lines
                 from ${table} t
                where t.tenant_id = given.tenant_id
                  and t.id = given.id) as has`;

export const DELETE_OTHER_WORDS = deleteOthers(WORDS);
export const DELETE_OTHER_PAIRS = deleteOthers(PAIRS);

/** Behind the deletion, so that whatever is there stays. */
export const INSERT_MISSING_WORDS = `
  insert into employee_words (tenant_id, id, word, kind, active)
  select t.tenant_id, t.id, t.word, t.kind, t.active
    from (select given.tenant_id, given.id, given.active, has.lines,
                 unnest(string_to_array(given.words, ' ')) as word, unnest(given.kinds::smallint[]) as kind
            from unnest($1::uuid[], $2::text[], $3::bool[], $4::text[], $5::text[])
                 as given (tenant_id, id, active, words, kinds)${linesOf(WORDS)}) as t
   where position(chr(10) || ${WORDS.line} || chr(10) in t.lines) = 0`;

export const INSERT_MISSING_PAIRS = `
  insert into employee_pairs (tenant_id, id, pair, active)
  select t.tenant_id, t.id, t.pair, t.active
    from (select given.tenant_id, given.id, given.active, has.lines,
                 unnest(string_to_array(given.pairs, chr(10))) as pair
            from unnest($1::uuid[], $2::text[], $3::bool[], $4::text[])
                 as given (tenant_id, id, active, pairs)${linesOf(PAIRS)}) as t
   where position(chr(10) || ${PAIRS.line} || chr(10) in t.lines) = 0`;
