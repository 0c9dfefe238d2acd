import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { Link } from '../../ui/link.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Queried } from '../../ui/panel.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { eventsKey, eventsPage, type Delivery } from './queries.ts';
import { DELIVERIES_TEXTS } from './texts.ts';

/** What a mail is about: each event is an entry of the audit log, by the same id. */
export function Events({ delivery: { id, eventCount } }: { readonly delivery: Delivery }): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const { query, more } = useKeyset<string>({
    queryKey: eventsKey(id),
    page: (cursor, signal) => eventsPage(id, cursor, signal),
    enabled: eventCount > 0,
  });
  const columns: readonly Column<string>[] = [
    { key: 'event', head: t('event'), isName: true, cell: (event) => <Event id={event} /> },
  ];
  return (
    <div className="stack-small">
      <h3>{t('events')}</h3>
      <p className="muted small">{t(eventCount === 0 ? 'noEvents' : 'eventsText')}</p>
      {eventCount > 0 && (
        <Queried query={query} rows={2}>
          {(events) => (
            <Table caption={t('events')} columns={columns} rows={events} rowKey={(one) => one} more={more} />
          )}
        </Queried>
      )}
    </div>
  );
}

function Event({ id }: { readonly id: string }): ReactNode {
  const may = useMay();
  const path = useTenantPath();
  const name = <span className="mono path">{id}</span>;
  if (!may('audit:read')) return name;
  return (
    <Link to={path('audit')} search={{ open: id }}>
      {name}
    </Link>
  );
}
