import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice, Panel, Queried } from '../../ui/panel.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { endSession, OWN_SESSIONS, sessionsQuery, type OwnSession } from './queries.ts';
import { PREFERENCES } from './texts.ts';

/** Wherever one is signed in: what is not known is ended from here. */
export function SessionsPanel(): ReactNode {
  const t = useText(PREFERENCES);
  const query = useQuery(sessionsQuery);
  const { run, isBusy, fault } = useAct({ act: endSession, changes: [OWN_SESSIONS] });
  const columns = useColumns(run);
  const hasOthers = (query.data?.length ?? 0) > 1;
  return (
    <Panel
      title={t('sessions')}
      description={t('sessionsText')}
      isFlush
      actions={
        hasOthers && (
          <Button isBusy={isBusy} onClick={() => run(null)}>
            {t('endOthers')}
          </Button>
        )
      }
    >
      {fault !== null && <Notice tone="bad" title={fault} />}
      <Queried query={query} rows={2}>
        {(sessions) => <Table caption={t('sessions')} columns={columns} rows={sessions} rowKey={({ id }) => id} />}
      </Queried>
    </Panel>
  );
}

function useColumns(onEnd: (id: string) => void): readonly Column<OwnSession>[] {
  const t = useText(PREFERENCES);
  return [
    {
      key: 'address',
      head: t('address'),
      isName: true,
      cell: ({ address, isThis }) => (
        <>
          <bdi className="mono" dir="ltr">
            {address ?? t('unknown')}
          </bdi>{' '}
          {isThis && <Badge tone="accent">{t('thisOne')}</Badge>}
        </>
      ),
    },
    { key: 'since', head: t('signedIn'), cell: ({ authTime }) => <Time at={authTime} /> },
    { key: 'seen', head: t('seen'), isWide: true, cell: ({ seenAt }) => <Time at={seenAt} /> },
    { key: 'ends', head: t('ends'), isWide: true, cell: ({ endsAt }) => <Time at={endsAt} /> },
    {
      key: 'actions',
      head: t('actions'),
      isHeadHidden: true,
      isEnd: true,
      cell: ({ id, isThis, address }) =>
        !isThis && (
          <Button
            isSmall
            kind="quiet"
            aria-label={t('endOf', { address: address ?? t('unknown') })}
            onClick={() => onEnd(id)}
          >
            {t('end')}
          </Button>
        ),
    },
  ];
}
