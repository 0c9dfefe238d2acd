import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ownLagQuery } from '../../api/lag.ts';
import { useText } from '../../i18n/locale.ts';
import { HereLink } from '../../ui/link.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column, type MoreProps } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { EntryFilter } from './filter-fields.tsx';
import { useFilter } from './filter.ts';
import { About, By, What } from './parts.tsx';
import { entriesKey, entriesPage, type Entry } from './queries.ts';
import { AUDIT } from './texts.ts';

/** Not asked again by itself: each question of somebody is an entry of the log of reads. */
export function EntriesPanel(): ReactNode {
  const t = useText(AUDIT);
  const { filter } = useFilter();
  const { query, more } = useKeyset<Entry>({
    queryKey: entriesKey(filter),
    page: (cursor, signal) => entriesPage(filter, cursor, signal),
  });
  return (
    <Panel title={t('entries')} description={<Complete />} isFlush isBusy={query.isOld}>
      <EntryFilter />
      <Queried query={query} rows={8}>
        {(entries) => <Entries entries={entries} more={more} />}
      </Queried>
    </Panel>
  );
}

function Complete(): ReactNode {
  const t = useText(AUDIT);
  const { data } = useQuery(ownLagQuery('audit'));
  if (data === undefined || data.asOf === null) return t('newestFirst');
  return (
    <>
      {t('completeTo')} <Time at={data.asOf} />
    </>
  );
}

function Entries({ entries, more }: { readonly entries: readonly Entry[]; readonly more: MoreProps }): ReactNode {
  const t = useText(AUDIT);
  const { isFiltered } = useFilter();
  const columns = useColumns();
  if (entries.length === 0 && !more.hasMore) {
    return (
      <State icon="audit" title={t(isFiltered ? 'noMatch' : 'noEntries')}>
        {t(isFiltered ? 'noMatchText' : 'noEntriesText')}
      </State>
    );
  }
  return (
    <>
      {entries.length === 0 && <p className="muted small audit-further">{t('further')}</p>}
      <Table caption={t('entries')} columns={columns} rows={entries} rowKey={({ id }) => id} more={more} />
    </>
  );
}

function useColumns(): readonly Column<Entry>[] {
  const t = useText(AUDIT);
  return [
    {
      key: 'what',
      head: t('what'),
      isName: true,
      cell: (entry) => (
        <HereLink search={{ open: entry.id }}>
          <What entry={entry} />
        </HereLink>
      ),
    },
    { key: 'about', head: t('about'), cell: (entry) => <About entry={entry} /> },
    {
      key: 'fields',
      head: t('changes'),
      isWide: true,
      cell: ({ changes }) => <Fields paths={changes.map(({ path }) => path)} />,
    },
    { key: 'who', head: t('who'), isWide: true, cell: (entry) => <By entry={entry} /> },
    { key: 'when', head: t('when'), isEnd: true, cell: ({ time }) => <Time at={time} /> },
  ];
}

const SHOWN = 2;

function Fields({ paths }: { readonly paths: readonly string[] }): ReactNode {
  const t = useText(AUDIT);
  if (paths.length > SHOWN) return t('fields', { count: paths.length });
  return <span className="mono path">{paths.map(shortened).join(', ')}</span>;
}

/** Without the URN of its extension, which stands in the entry. */
function shortened(path: string): string {
  return path.slice(path.lastIndexOf(':') + 1);
}
