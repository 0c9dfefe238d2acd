import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Time } from '../../ui/time.tsx';
import type { Group } from '../groups/queries.ts';
import { GROUPS } from '../groups/texts.ts';
import { Elsewhere } from '../person/head.tsx';
import { MembersPanel } from './members.tsx';
import { groupQuery } from './queries.ts';

export function Page(): ReactNode {
  const { id = '' }: { readonly id?: string } = useParams({ strict: false });
  // Nothing of a group stays below the name of another.
  return <Shown key={id} id={id} />;
}

function Shown({ id }: { readonly id: string }): ReactNode {
  const t = useText(GROUPS);
  const query = useQuery(groupQuery(id));
  const { data: group } = query;
  const title =
    group === undefined || group === null ? undefined : (
      <bdi dir="auto" className="path">
        {group.displayName}
      </bdi>
    );
  return (
    <div className="stack">
      <PageHead {...(title !== undefined && { title })} name={group?.displayName} actions={<Elsewhere id={id} />} />
      <Panel title={t('card')}>
        <Queried query={query} rows={3}>
          {(found) =>
            found === null ? (
              <State icon="search" title={t('notThere')}>
                {t('notThereText')}
              </State>
            ) : (
              <Card group={found} />
            )
          }
        </Queried>
      </Panel>
      {group !== null && <MembersPanel id={id} />}
    </div>
  );
}

function Card({ group: { id, externalId, changedAt } }: { readonly group: Group }): ReactNode {
  const t = useText(GROUPS);
  return (
    <Facts
      facts={[
        { label: t('id'), value: <bdi className="mono path">{id}</bdi> },
        { label: t('externalId'), value: <bdi className="mono path">{externalId ?? '–'}</bdi> },
        { label: t('changedAt'), value: <Time at={changedAt} /> },
      ]}
    />
  );
}
