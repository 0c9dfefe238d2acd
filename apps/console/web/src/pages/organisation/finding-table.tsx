import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { useKeyset } from '../../ui/pages.ts';
import { Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { findingsKey, findingsPage, type FindingKind, type Found } from './findings-queries.ts';
import { ORGANISATION } from './texts.ts';

interface FindingTableProps<Kind extends FindingKind> {
  readonly kind: Kind;
  readonly columns: readonly Column<Found<Kind>>[];
  readonly rowKey: (found: Found<Kind>) => string;
}

/** A page may be empty though others follow: of many managers a few are walked at a time. */
export function FindingTable<Kind extends FindingKind>({ kind, columns, rowKey }: FindingTableProps<Kind>): ReactNode {
  const t = useText(ORGANISATION);
  const { query, more } = useKeyset<Found<Kind>>({
    queryKey: findingsKey(kind),
    page: (cursor, signal) => findingsPage(kind, cursor, signal),
  });
  return (
    <Queried query={query} rows={3}>
      {(rows) =>
        rows.length === 0 && !more.hasMore ? (
          <State icon="check" title={t(`none.${kind}`)}>
            {t(`noneText.${kind}`)}
          </State>
        ) : (
          <>
            {rows.length === 0 && <p className="muted small chart-further">{t('further')}</p>}
            <Table caption={t(`finding.${kind}`)} columns={columns} rows={rows} rowKey={rowKey} more={more} />
          </>
        )
      }
    </Queried>
  );
}
