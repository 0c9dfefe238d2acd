import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { Powers } from './powers.tsx';
import { READERS, readersPage, type Made, type Reader } from './reader-queries.ts';
import { READERS_TEXTS } from './reader-texts.ts';

const MakeDialog = lazy(() =>
  import('./make-reader-dialog.tsx').then(({ MakeDialog: component }) => ({ default: component })),
);
const MadeDialog = lazy(() =>
  import('./made-reader-dialog.tsx').then(({ MadeDialog: component }) => ({ default: component })),
);
const RevokeDialog = lazy(() =>
  import('./revoke-reader-dialog.tsx').then(({ RevokeDialog: component }) => ({ default: component })),
);

/** Programs that read for the company: a secret each, no person. */
export function ReadersPanel(): ReactNode {
  const t = useText(READERS_TEXTS);
  const may = useMay();
  const [isMaking, setMaking] = useState(false);
  // In no cache and no address: it goes with the dialog.
  const [made, setMade] = useState<Made | null>(null);
  const [revoked, setRevoked] = useState<Reader | null>(null);
  return (
    <Panel
      title={t('readers')}
      description={t('readersText')}
      isFlush
      actions={may('team:change') && <Button onClick={() => setMaking(true)}>{t('make')}</Button>}
    >
      <Readers onRevoke={setRevoked} />
      <Suspense>
        {isMaking && <MakeDialog onClose={() => setMaking(false)} onMade={setMade} />}
        {made !== null && <MadeDialog made={made} onDone={() => setMade(null)} />}
        {revoked !== null && <RevokeDialog reader={revoked} onClose={() => setRevoked(null)} />}
      </Suspense>
    </Panel>
  );
}

interface Revoking {
  readonly onRevoke: (reader: Reader) => void;
}

function Readers({ onRevoke }: Revoking): ReactNode {
  const t = useText(READERS_TEXTS);
  const columns = useColumns({ onRevoke });
  const { query, more } = useKeyset<Reader>({ queryKey: [...READERS, 'list'], page: readersPage });
  return (
    <Queried query={query} rows={3}>
      {(readers) =>
        readers.length === 0 ? (
          <State icon="key" title={t('noReaders')}>
            {t('noReadersText')}
          </State>
        ) : (
          <Table
            caption={t('readersTable')}
            columns={columns}
            rows={readers}
            rowKey={({ clientId }) => clientId}
            more={more}
          />
        )
      }
    </Queried>
  );
}

function useColumns({ onRevoke }: Revoking): readonly Column<Reader>[] {
  const t = useText(READERS_TEXTS);
  const may = useMay();
  const actions: Column<Reader> = {
    key: 'actions',
    head: t('actions'),
    isHeadHidden: true,
    isEnd: true,
    cell: (reader) =>
      reader.revokedAt === null && (
        <Button isSmall kind="quiet" aria-label={t('revokeOf', { name: reader.name })} onClick={() => onRevoke(reader)}>
          {t('revoke')}
        </Button>
      ),
  };
  return [
    { key: 'name', head: t('name'), isName: true, cell: (reader) => <Name reader={reader} /> },
    {
      key: 'reads',
      head: t('powers'),
      cell: ({ roles, audiences, scopes }) => <Powers roles={roles} audiences={audiences} scopes={scopes} />,
    },
    { key: 'made', head: t('made'), isWide: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
    ...(may('team:change') ? [actions] : []),
  ];
}

function Name({ reader: { name, revokedAt } }: { readonly reader: Reader }): ReactNode {
  const t = useText(READERS_TEXTS);
  return (
    <span className="row">
      <bdi className="path">{name}</bdi>
      {revokedAt !== null && (
        <Badge>
          {t('revoked')} <Time at={revokedAt} />
        </Badge>
      )}
    </span>
  );
}
