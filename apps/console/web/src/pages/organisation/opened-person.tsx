import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { useDay } from '../../ui/day-choice.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Opened } from '../../ui/opened.tsx';
import { Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { personQuery } from '../person/queries.ts';
import { ActiveBadge } from '../people/parts.tsx';
import { useBelow } from './below-count.tsx';
import { CountedAt } from './counted.tsx';
import type { Employee } from '../people/queries.ts';
import { ORGANISATION } from './texts.ts';

interface OpenedPersonProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** Somebody of the tree, by whom namesakes are told apart. */
export function OpenedPerson({ id, onClose }: OpenedPersonProps): ReactNode {
  const t = useText(ORGANISATION);
  const { moment } = useDay();
  const query = useQuery(personQuery(id, moment));
  return (
    <Opened id={id} title={t('opened')} actions={<Onwards id={id} />} onClose={onClose}>
      <Queried query={query} rows={3}>
        {(person) =>
          person === null ? (
            <State icon="search" title={t('notThere')}>
              {t('notThereText')}
            </State>
          ) : (
            <Shown person={person} />
          )
        }
      </Queried>
    </Opened>
  );
}

function Onwards({ id }: { readonly id: string }): ReactNode {
  const t = useText(ORGANISATION);
  const path = useTenantPath();
  const { search } = useDay();
  return (
    <>
      <ButtonLink isSmall to={path('organisation')} search={{ from: id, ...search }}>
        {t('fromHere')}
      </ButtonLink>
      <ButtonLink isSmall to={path(`people/${id}`)} search={search}>
        {t('toPerson')}
      </ButtonLink>
    </>
  );
}

function Shown({ person }: { readonly person: Employee }): ReactNode {
  const t = useText(ORGANISATION);
  const { id, displayName, title, department, employeeNumber, manager, managerId, active } = person;
  const { facts, countedAt } = useBelow(id);
  return (
    <div className="stack-small">
      <Facts
        facts={[
          { label: t('name'), value: <bdi className="path">{displayName}</bdi> },
          { label: t('title'), value: <bdi>{title ?? '–'}</bdi> },
          { label: t('department'), value: <bdi>{department ?? '–'}</bdi> },
          { label: t('number'), value: <bdi>{employeeNumber ?? '–'}</bdi> },
          { label: t('manager'), value: <bdi className="path">{manager?.displayName ?? managerId ?? '–'}</bdi> },
          { label: t('state'), value: <ActiveBadge isActive={active} /> },
          ...facts,
        ]}
      />
      <CountedAt at={countedAt} />
    </div>
  );
}
