import type { Transaction } from '#postgres';
import { turns } from '#turns';
import type { EmployeeView } from '../../projection/employee.js';
import { searchText } from '../../projection/searchable.js';

/** Writes only what differs: most events change nothing that a search looks at, and the trigram index is dear. */
const SAVE_SEARCH_TEXTS = `
  insert into employee_search as s (tenant_id, id, search_text)
  select *
    from unnest($1::uuid[], $2::text[], $3::text[])
      on conflict (tenant_id, id) do update
     set search_text = excluded.search_text
   where s.search_text <> excluded.search_text`;

export async function saveSearchTexts(tx: Transaction, views: readonly EmployeeView[]): Promise<void> {
  await tx.query({ name: 'save-search-texts', text: SAVE_SEARCH_TEXTS }, [
    views.map(({ tenantId }) => tenantId),
    views.map(({ id }) => id),
    await searchTexts(views),
  ]);
}

async function searchTexts(views: readonly EmployeeView[]): Promise<string[]> {
  const turn = turns.begin();
  const texts: string[] = [];
  for (const view of views) {
    // The row of a deleted employee stays, empty: nothing of the person, and one statement for all.
    texts.push(view.kind === 'deleted' ? '' : searchText(view));
    if (turn.isOver()) await turn.next();
  }
  return texts;
}
