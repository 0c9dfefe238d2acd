import type { ReactNode } from 'react';
import { CONSUMERS, type Consumer } from '../../api/lag.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useNamesOfPeople } from '../people/named.tsx';
import { PersonLink } from '../people/parts.tsx';
import { useEventInWords } from './event-in-words.ts';
import { Answer, LagBadge, Standing } from './following.tsx';
import { ownParkedPage, parkedKey, type OwnParked } from './queries.ts';
import { Reason } from './reason.tsx';
import { CONSUMERS_TEXTS } from './texts.ts';

export function Page(): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      <Answer scope="own" />
      {CONSUMERS.map((consumer) => (
        <ConsumerPanel key={consumer} consumer={consumer} />
      ))}
    </div>
  );
}

function ConsumerPanel({ consumer }: { readonly consumer: Consumer }): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  return (
    <Panel
      title={t(consumer)}
      description={t(`${consumer}Text`)}
      isFlush
      actions={<LagBadge scope="own" consumer={consumer} />}
    >
      <Standing scope="own" consumer={consumer} />
      <OwnParkedList consumer={consumer} />
    </Panel>
  );
}

function OwnParkedList({ consumer }: { readonly consumer: Consumer }): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  const { query, more } = useKeyset<OwnParked>({
    queryKey: parkedKey('own', consumer),
    page: (cursor, signal) => ownParkedPage(consumer, cursor, signal),
    isLive: true,
  });
  const columns = useColumns(query.data ?? []);
  const caption = t('parkedOf', { consumer: t(consumer) });
  return (
    <Queried query={query} rows={2}>
      {(parked) =>
        parked.length === 0 ? (
          <p className="panel-body muted">{t('noneParked')}</p>
        ) : (
          <Table caption={caption} columns={columns} rows={parked} rowKey={({ id }) => id} more={more} />
        )
      }
    </Queried>
  );
}

const OF_PEOPLE = /^rollcall\.User/;

function useColumns(parked: readonly OwnParked[]): readonly Column<OwnParked>[] {
  const t = useText(CONSUMERS_TEXTS);
  const inWords = useEventInWords();
  const people = parked.flatMap(({ eventType, resourceId }) => (OF_PEOPLE.test(eventType ?? '') ? [resourceId] : []));
  const names = useNamesOfPeople([...new Set(people)]);
  return [
    {
      key: 'event',
      head: t('parked'),
      isName: true,
      cell: ({ eventType }) => <span className="path">{inWords(eventType)}</span>,
    },
    { key: 'why', head: t('why'), cell: (one) => <Reason kind={one.kind} because={one.because} /> },
    {
      key: 'resource',
      head: t('about'),
      isWide: true,
      cell: ({ resourceId: id }) => <Resource id={id} name={names.get(id)} />,
    },
    { key: 'since', head: t('since'), isEnd: true, cell: ({ since }) => <Time at={since} /> },
  ];
}

/** By the name where the directory knows one: what is set aside may be the very event that would tell it. */
function Resource({ id, name }: { readonly id: string; readonly name: string | undefined }): ReactNode {
  if (name === undefined) return <bdi className="mono muted path">{id}</bdi>;
  return <PersonLink id={id} name={name} />;
}
