import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { addPasskey, hasPasskeys } from '../../api/passkey.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Notice, Panel, Queried } from '../../ui/panel.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { PASSKEYS, passkeysQuery, removePasskey, type OwnPasskey } from './queries.ts';
import { PREFERENCES } from './texts.ts';

/** Of an account that signs in here: two of them, so that nobody is locked out by a lost one. */
export function PasskeysPanel(): ReactNode {
  const t = useText(PREFERENCES);
  const query = useQuery(passkeysQuery);
  const adding = useAdding();
  const removing = useAct({ act: removePasskey, changes: [PASSKEYS] });
  const count = query.data?.items.length ?? 0;
  const columns = useColumns(count > 1 ? removing.run : null);
  const fault = adding.fault ?? removing.fault;
  return (
    <Panel
      title={t('passkeys')}
      description={t(count === 1 ? 'passkeysOne' : 'passkeysText')}
      isFlush
      actions={
        hasPasskeys() &&
        count < (query.data?.most ?? 0) && (
          <Button isBusy={adding.isBusy} onClick={() => adding.run(undefined)}>
            {t('addPasskey')}
          </Button>
        )
      }
    >
      {fault !== null && <Notice tone="bad" title={fault} />}
      <Queried query={query} rows={2}>
        {({ items }) => <Table caption={t('passkeys')} columns={columns} rows={items} rowKey={({ id }) => id} />}
      </Queried>
    </Panel>
  );
}

function useAdding() {
  const t = useText(PREFERENCES);
  return useAct({
    act: async () => {
      try {
        await addPasskey();
      } catch (error) {
        // The browser's own words are for developers; whoever has cancelled knows it.
        throw error instanceof ApiProblem ? error : new Error(t('noPasskeyMade'), { cause: error });
      }
    },
    onDone: () => toast(t('passkeyAdded')),
    changes: [PASSKEYS],
  });
}

/** @param onRemove null: the last one stays */
function useColumns(onRemove: ((id: string) => void) | null): readonly Column<OwnPasskey>[] {
  const t = useText(PREFERENCES);
  const actions: Column<OwnPasskey> = {
    key: 'actions',
    head: t('actions'),
    isHeadHidden: true,
    isEnd: true,
    cell: ({ id }) => (
      <Button isSmall kind="quiet" aria-label={t('removeOf', { id: shortOf(id) })} onClick={() => onRemove?.(id)}>
        {t('remove')}
      </Button>
    ),
  };
  return [
    {
      key: 'id',
      head: t('passkey'),
      isName: true,
      cell: ({ id }) => (
        <bdi className="mono" dir="ltr">
          {shortOf(id)}
        </bdi>
      ),
    },
    { key: 'made', head: t('made'), cell: ({ madeAt }) => <Time at={madeAt} /> },
    {
      key: 'used',
      head: t('lastUsed'),
      isEnd: onRemove === null,
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('neverUsed') : <Time at={lastUsedAt} />),
    },
    ...(onRemove === null ? [] : [actions]),
  ];
}

/** As far as a few are told apart. */
function shortOf(id: string): string {
  return id.slice(-8);
}
