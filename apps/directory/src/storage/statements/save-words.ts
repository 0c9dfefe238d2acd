import { arrayText, type Transaction } from '#postgres';
import { turns } from '#turns';
import type { EmployeeView, KnownEmployee } from '../../projection/employee.js';
import { KINDS, termsOf, type Terms } from '../../projection/employee-terms.js';
import { employeeKey } from '../../projection/fold-users.js';
import { DELETE_OTHER_PAIRS, DELETE_OTHER_WORDS, INSERT_MISSING_PAIRS, INSERT_MISSING_WORDS } from './revise-words.js';

/**
 * No word has a space, so those of an employee travel as one text, and their kinds as another. Unnested among the columns: joined, each
 * employee's words would be a table of their own first. @param rows of employees, as `t`
 */
export const INSERT_WORDS_OF = (table: string, rows: string): string => `
  insert into ${table} (tenant_id, id, word, kind, active)
  select t.tenant_id, t.id, unnest(string_to_array(t.words, ' ')), unnest(t.kinds::smallint[]), t.active
    from ${rows}`;

export const INSERT_PAIRS_OF = (table: string, rows: string): string => `
  insert into ${table} (tenant_id, id, pair, active)
  select t.tenant_id, t.id, unnest(string_to_array(t.pairs, chr(10))), t.active
    from ${rows}`;

/** What {@link INSERT_WORDS_OF} takes of an employee. */
export function wordsGiven({ words }: Pick<Terms, 'words'>): { readonly words: string; readonly kinds: string } {
  return {
    words: KINDS.flatMap((kind) => words[kind]).join(' '),
    kinds: `{${KINDS.flatMap((kind, place) => words[kind].map(() => place)).join(',')}}`,
  };
}

const INSERT_WORDS = INSERT_WORDS_OF(
  'employee_words',
  'unnest($1::uuid[], $2::text[], $3::bool[], $4::text[], $5::text[]) as t (tenant_id, id, active, words, kinds)',
);
const INSERT_PAIRS = INSERT_PAIRS_OF(
  'employee_pairs',
  'unnest($1::uuid[], $2::text[], $3::bool[], $4::text[]) as t (tenant_id, id, active, pairs)',
);

const KEEP_WAITING = `
  insert into waiting_words (tenant_id, id, active, words, kinds, pairs)
  select * from unnest($1::uuid[], $2::text[], $3::bool[], $4::text[], $5::text[], $6::text[])
      on conflict (tenant_id, id) do update
     set active = excluded.active,
         words = excluded.words,
         kinds = excluded.kinds,
         pairs = excluded.pairs`;
const NO_WORDS = { words: '', kinds: '{}', pairs: '' };

export type SaveWords = (
  tx: Transaction,
  views: readonly EmployeeView[],
  known: ReadonlyMap<string, KnownEmployee>,
) => Promise<void>;

/**
 * Writes the rows of those whose words differ from what is known: most events change none. The rows are an employee's own,
 * whose partition is this transaction's alone.
 */
export const saveWords: SaveWords = async (tx, views, known) => {
  const changed = await changedOf(views, known);
  await Promise.all([
    insertWords(
      tx,
      changed.filter(({ before }) => before === null),
    ),
    reviseWords(
      tx,
      changed.filter(({ before }) => before !== null),
    ),
  ]);
};

async function reviseWords(tx: Transaction, changed: readonly Changed[]): Promise<void> {
  if (changed.length === 0) return;
  const of = [...idsOf(changed), arrayText(changed.map(isActive))];
  const given = changed.map(({ terms }) => (terms === null ? NO_WORDS : textsOf(terms)));
  const lines = changed.map(({ terms }) => linesOf(terms));
  const words = [arrayText(given.map((one) => one.words)), arrayText(given.map(({ kinds }) => kinds))];
  await Promise.all([
    tx.query({ name: 'delete-words', text: DELETE_OTHER_WORDS }, [...of, arrayText(lines.map((one) => one.words))]),
    tx.query({ name: 'delete-pairs', text: DELETE_OTHER_PAIRS }, [...of, arrayText(lines.map(({ pairs }) => pairs))]),
    tx.query({ name: 'add-words', text: INSERT_MISSING_WORDS }, [...of, ...words]),
    tx.query({ name: 'add-pairs', text: INSERT_MISSING_PAIRS }, [...of, arrayText(given.map(({ pairs }) => pairs))]),
  ]);
}

/**
 * The same where nothing leads to the words of a person: those of whom nobody knows are written, and whose differ wait in a row a
 * person until something does (in-bulk.ts).
 */
export const putWordsAside: SaveWords = async (tx, views, known) => {
  const changed = await changedOf(views, known);
  const isNew = ({ view }: Changed): boolean => !known.has(employeeKey(view.tenantId, view.id));
  const waiting = changed.filter((one) => !isNew(one));
  const given = waiting.map(({ terms }) => (terms === null ? NO_WORDS : textsOf(terms)));
  await Promise.all([
    insertWords(tx, changed.filter(isNew)),
    ...(waiting.length === 0
      ? []
      : [
          tx.query({ name: 'keep-waiting', text: KEEP_WAITING }, [
            ...idsOf(waiting),
            arrayText(waiting.map(isActive)),
            arrayText(given.map(({ words }) => words)),
            arrayText(given.map(({ kinds }) => kinds)),
            arrayText(given.map(({ pairs }) => pairs)),
          ]),
        ]),
  ]);
};

async function insertWords(tx: Transaction, changed: readonly Changed[]): Promise<void> {
  const come = changed.flatMap(({ view, terms }) =>
    view.kind === 'deleted' || terms === null ? [] : [{ view, given: textsOf(terms) }],
  );
  if (come.length === 0) return;
  const of = [...idsOf(come), arrayText(come.map(({ view }) => view.active))];
  const words = [arrayText(come.map(({ given }) => given.words)), arrayText(come.map(({ given }) => given.kinds))];
  await Promise.all([
    tx.query({ name: 'insert-words', text: INSERT_WORDS }, [...of, ...words]),
    tx.query({ name: 'insert-pairs', text: INSERT_PAIRS }, [...of, arrayText(come.map(({ given }) => given.pairs))]),
  ]);
}

function textsOf(terms: Terms): typeof NO_WORDS {
  return { ...wordsGiven(terms), pairs: terms.pairs.join('\n') };
}

/** As revise-words.ts compares them. */
function linesOf(terms: Terms | null): { readonly words: string; readonly pairs: string } {
  if (terms === null) return { words: '', pairs: '' };
  const words = KINDS.flatMap((kind, place) => terms.words[kind].map((word) => `${word} ${place}`));
  return { words: `\n${words.join('\n')}\n`, pairs: `\n${terms.pairs.join('\n')}\n` };
}

function isActive({ view }: Changed): boolean {
  return view.kind === 'employee' && view.active;
}

function idsOf(of: readonly { readonly view: EmployeeView }[]): unknown[] {
  return [arrayText(of.map(({ view }) => view.tenantId)), arrayText(of.map(({ view }) => view.id))];
}

interface Changed {
  readonly view: EmployeeView;
  readonly terms: Terms | null;
  /** The key of what stands there; null: nothing does. */
  readonly before: string | null;
}

async function changedOf(
  views: readonly EmployeeView[],
  known: ReadonlyMap<string, KnownEmployee>,
): Promise<readonly Changed[]> {
  const turn = turns.begin();
  const changed: Changed[] = [];
  for (const view of views) {
    const terms = termsOf(view);
    const before = known.get(employeeKey(view.tenantId, view.id))?.termsKey ?? null;
    if (before !== (terms?.key ?? null)) changed.push({ view, terms, before });
    if (turn.isOver()) await turn.next();
  }
  return changed;
}
