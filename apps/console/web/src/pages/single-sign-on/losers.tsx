import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Table, type Column } from '../../ui/table.tsx';
import { useRoleNames } from '../team/roles.tsx';
import { TEAM_TEXTS } from '../team/texts.ts';
import type { Preview } from './queries.ts';
import { ENFORCEMENT_TEXTS } from './enforcement-texts.ts';

type Loser = Preview['lose'][number];

/** Whoever would not come in any more. */
export function Losers({ lose, hasMore }: { readonly lose: readonly Loser[]; readonly hasMore: boolean }): ReactNode {
  const t = useText(ENFORCEMENT_TEXTS);
  const team = useText(TEAM_TEXTS);
  const names = useRoleNames();
  if (lose.length === 0) return <p>{t('loseNobody')}</p>;
  const columns: readonly Column<Loser>[] = [
    { key: 'name', head: team('name'), isName: true, cell: ({ name }) => <bdi>{name}</bdi> },
    { key: 'roles', head: team('roles'), cell: ({ roles }) => names(roles) },
    { key: 'kind', head: team('source'), isEnd: true, cell: ({ kind }) => team(`kind.${kind}`) },
  ];
  return (
    <>
      <p>{t(hasMore ? 'loseMore' : 'lose', { count: lose.length })}</p>
      <Table caption={t('loseTable')} columns={columns} rows={lose} rowKey={({ id }) => id} />
    </>
  );
}
