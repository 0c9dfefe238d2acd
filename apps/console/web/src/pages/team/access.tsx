import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { TextField } from '../../ui/field.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time, useNow } from '../../ui/time.tsx';
import { useUrl } from '../../ui/url.ts';
import { askedDay, dayOf } from './days.ts';
import { Powers } from './powers.tsx';
import { accessPage, READERS, type Access } from './reader-queries.ts';
import { READERS_TEXTS } from './reader-texts.ts';

/** Every credential that was valid at some moment of a day. */
export function AccessPanel(): ReactNode {
  const t = useText(READERS_TEXTS);
  const now = useNow();
  const [{ on }, setUrl] = useUrl({ on: '' });
  const day = askedDay(on, now);
  const columns = useColumns();
  const { query, more } = useKeyset<Access>({
    queryKey: [...READERS, 'access', day],
    page: (cursor, signal) => accessPage(day, cursor, signal),
  });
  return (
    <Panel title={t('access')} description={t('accessText')} isFlush isBusy={query.isOld}>
      <div className="panel-body filters">
        <TextField
          label={t('day')}
          type="date"
          value={day}
          max={dayOf(now)}
          onChange={({ currentTarget: { value } }) => setUrl({ on: value === dayOf(now) ? '' : value })}
        />
      </div>
      <Queried query={query} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <State icon="shield" title={t('noAccess')} />
          ) : (
            <Table caption={t('accessTable')} columns={columns} rows={rows} rowKey={({ id }) => id} more={more} />
          )
        }
      </Queried>
    </Panel>
  );
}

function useColumns(): readonly Column<Access>[] {
  const t = useText(READERS_TEXTS);
  return [
    { key: 'name', head: t('credential'), isName: true, cell: (access) => <Credential access={access} /> },
    {
      key: 'powers',
      head: t('powers'),
      cell: ({ roles, audiences }) => <Powers roles={roles} audiences={audiences} />,
    },
    { key: 'issued', head: t('issued'), isWide: true, cell: ({ issuedAt }) => <Time at={issuedAt} /> },
    { key: 'end', head: t('ends'), isEnd: true, isWide: true, cell: (access) => <End access={access} /> },
  ];
}

function Credential({ access: { kind, name, connectionName } }: { readonly access: Access }): ReactNode {
  const t = useText(READERS_TEXTS);
  return (
    <span className="row">
      <bdi className="path">{name}</bdi>
      <Badge tone={kind === 'operator' ? 'warn' : 'neutral'}>{t(`kind.${kind}`)}</Badge>
      {connectionName !== null && <bdi className="muted small path">{connectionName}</bdi>}
    </span>
  );
}

function End({ access: { expiresAt, revokedAt } }: { readonly access: Access }): ReactNode {
  const t = useText(READERS_TEXTS);
  if (revokedAt !== null) {
    return (
      <Badge>
        {t('revoked')} <Time at={revokedAt} />
      </Badge>
    );
  }
  return expiresAt === null ? <span className="muted">{t('never')}</span> : <Time at={expiresAt} />;
}
