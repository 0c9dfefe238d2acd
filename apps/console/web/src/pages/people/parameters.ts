export type PeopleFilter = Readonly<Record<'q' | 'leavers' | 'department' | 'active' | 'segment' | 'sort', string>>;

/** What the directory is asked by, each with what goes with it. */
export type Listed =
  | { readonly by: 'segment'; readonly name: string }
  | { readonly by: 'search'; readonly query: { readonly q: string; readonly leavers?: 'true' } }
  | { readonly by: 'list'; readonly query: Readonly<Record<string, string>> };

/**
 * A segment says by itself whom it means. What is typed is ranked by the search, which knows no department: with one it narrows
 * the list. Who has left is found when that is asked for, either way.
 */
export function listedBy({ q, leavers, department, active, segment, sort }: PeopleFilter): Listed {
  const withLeavers = leavers === 'true';
  if (segment !== '') return { by: 'segment', name: segment };
  if (q === '') return { by: 'list', query: given({ department, active, sort }) };
  if (department === '') return { by: 'search', query: { q, ...(withLeavers && { leavers: 'true' }) } };
  return { by: 'list', query: given({ search: q, department, active: withLeavers ? '' : 'true' }) };
}

/** Of whom is counted: what the list is narrowed by, as far as the counts know it. */
export function countedOf({ department, active }: PeopleFilter): Readonly<Record<string, string>> {
  return given({ department, active });
}

function given(all: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}
