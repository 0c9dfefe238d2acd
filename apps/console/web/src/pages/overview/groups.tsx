import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answer, scimApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/scim-api.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { Remedy } from '../activity/remedy.tsx';
import { OVERVIEW } from './texts.ts';

type Group = AnswerOf<operations['groupActivity']>['items'][number];

const groupsQuery = queryOptions({
  queryKey: ['activity', 'groups'],
  queryFn: async ({ signal }): Promise<readonly Group[]> =>
    (await answer(scimApi.GET('/activity/groups', { signal }))).items,
  refetchInterval: 4 * LIVE_MS,
});

export function GroupsPanel(): ReactNode {
  const t = useText(OVERVIEW);
  const query = useQuery(groupsQuery);
  const columns = useColumns();
  return (
    <Panel title={t('groups')} description={t('groupsText')} isFlush>
      <Queried query={query} rows={3}>
        {(groups) =>
          groups.length === 0 ? (
            <State icon="check" title={t('noGroups')}>
              {t('noGroupsText')}
            </State>
          ) : (
            <Table
              caption={t('groups')}
              columns={columns}
              rows={groups}
              rowKey={(one) => `${one.code} ${one.place ?? ''}`}
            />
          )
        }
      </Queried>
    </Panel>
  );
}

function useColumns(): readonly Column<Group>[] {
  const t = useText(OVERVIEW);
  const format = useFormat();
  return [
    { key: 'what', head: t('what'), isName: true, cell: (group) => <What group={group} /> },
    { key: 'times', head: t('times'), isEnd: true, cell: ({ count }) => format.number(count) },
    { key: 'people', head: t('people'), isEnd: true, isWide: true, cell: ({ people }) => format.number(people) },
    { key: 'since', head: t('since'), isWide: true, cell: ({ since }) => <Time at={since} /> },
  ];
}

function What({ group: { code, place, remedy, mended } }: { readonly group: Group }): ReactNode {
  const t = useText(OVERVIEW);
  return (
    <>
      <span className="row">
        <span className="mono">{code}</span>
        {place !== null && <span className="mono muted">{place}</span>}
        {mended !== null && <Badge tone="ok">{t('mended')}</Badge>}
      </span>
      {remedy !== null && (
        <p className="muted small">
          <Remedy code={code} remedy={remedy} />
        </p>
      )}
    </>
  );
}
