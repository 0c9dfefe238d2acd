import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { useDay } from '../../ui/day-choice.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Opened } from '../../ui/opened.tsx';
import { Notice, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Moment } from '../../ui/time.tsx';
import { useUrl } from '../../ui/url.ts';
import { linesOf } from '../../ui/value.ts';
import { entryQuery } from '../audit/queries.ts';
import { isManager, managerIn } from '../people/managers.ts';
import { managerNamed, useNamesOfManagers } from '../people/named.tsx';
import { EXPLAINABLE, isExplainable, type Explainable } from './explainable.ts';
import { reasonQuery, type Reason } from './queries.ts';
import { PERSON } from './texts.ts';

/** Why a value of the card stands there: the one that the address names. */
export function OpenedReason({ id }: { readonly id: string }): ReactNode {
  const [{ why }, setUrl] = useUrl({ why: '' });
  if (!isExplainable(why)) return null;
  return <Opening id={id} attribute={why} onClose={() => setUrl({ why: '' })} />;
}

interface OpeningProps {
  readonly id: string;
  readonly attribute: Explainable;
  readonly onClose: () => void;
}

function Opening({ id, attribute, onClose }: OpeningProps): ReactNode {
  const t = useText(PERSON);
  const { moment } = useDay();
  const query = useQuery(reasonQuery(id, attribute, moment));
  const { data } = query;
  const actions = data === undefined || data === null ? undefined : <Sources reason={data} />;
  const title = t('reasonOf', { attribute: t(EXPLAINABLE[attribute]) });
  return (
    <Opened id={attribute} title={title} actions={actions} onClose={onClose}>
      <Queried query={query} rows={6} shape="facts">
        {(reason) =>
          reason === null ? (
            <State icon="search" title={t('noReason')}>
              {t('noReasonText')}
            </State>
          ) : (
            <Shown reason={reason} />
          )
        }
      </Queried>
    </Opened>
  );
}

function Sources({ reason: { entry, requestId } }: { readonly reason: Reason }): ReactNode {
  const t = useText(PERSON);
  const may = useMay();
  const path = useTenantPath();
  return (
    <>
      {requestId !== null && may('activity:read') && (
        <ButtonLink isSmall to={path('activity')} search={{ requestId }}>
          {t('toRequest')}
        </ButtonLink>
      )}
      {may('audit:read') && (
        <ButtonLink isSmall to={path('audit')} search={{ open: entry }}>
          {t('toEntry')}
        </ButtonLink>
      )}
    </>
  );
}

function Shown({ reason }: { readonly reason: Reason }): ReactNode {
  const t = useText(PERSON);
  const { since, isAfterGap, event, topic, partition, offset } = reason;
  const isRead = partition !== null && offset !== null;
  return (
    <div className="stack">
      <Facts
        facts={[
          ...useValues(reason),
          { label: t('since'), value: <Moment at={since} /> },
          ...useWhose(reason),
          { label: t('event'), value: <Mono text={event} /> },
          ...(isRead ? [{ label: 'Kafka', value: t('eventAt', { topic, partition: String(partition), offset }) }] : []),
        ]}
      />
      {isAfterGap && (
        <Notice tone="warn" title={t('sinceGap')}>
          {t('sinceGapText')}
        </Notice>
      )}
    </div>
  );
}

function useValues({ path, value, before }: Reason) {
  const t = useText(PERSON);
  const names = useNamesOfManagers([{ path, before, after: value }]);
  const shown = (one: unknown): ReactNode => {
    const plain = isManager(path) ? managerIn(one) : one;
    if (plain === null) return <span className="muted">{t('wasNothing')}</span>;
    return managerNamed(names, path, one) ?? <Lines of={plain} />;
  };
  return [
    { label: t('value'), value: shown(value) },
    { label: t('before'), value: shown(before) },
  ];
}

/** The directory knows ids; their names are in the entry of the audit log, for whoever may read that. */
function useWhose({ entry, connection, credential, requestId }: Reason) {
  const t = useText(PERSON);
  const may = useMay();
  const { data } = useQuery({ ...entryQuery(entry), enabled: may('audit:read') });
  const facts = [
    { label: t('connection'), text: connection, name: data?.actor.connectionName },
    { label: t('credential'), text: credential, name: data?.actor.credentialName },
    { label: t('requestId'), text: requestId, name: undefined },
  ];
  return facts.flatMap(({ label, text, name }) => {
    if (text === null) return [];
    return [{ label, value: name === undefined ? <Mono text={text} /> : <bdi className="path">{name}</bdi> }];
  });
}

function Mono({ text }: { readonly text: string }): ReactNode {
  return <bdi className="mono path">{text}</bdi>;
}

/** A line for each of several values, and for each part of a complex one. */
function Lines({ of: value }: { readonly of: unknown }): ReactNode {
  return linesOf(value).map((line, at) => (
    <div key={at}>
      <bdi className="path">{line}</bdi>
    </div>
  ));
}
