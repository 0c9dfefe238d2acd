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
import { useUrl } from '../../ui/url.ts';
import { personQuery } from '../person/queries.ts';
import { ActiveBadge } from '../people/parts.tsx';
import { BelowCount } from './below-count.tsx';
import type { Employee } from './queries.ts';
import { ORGANISATION } from './texts.ts';

/** Somebody of the tree, by whom namesakes are told apart. */
export function OpenedPerson(): ReactNode {
  const [{ open }] = useUrl({ open: '' });
  return open === '' ? null : <Opening id={open} />;
}

function Opening({ id }: { readonly id: string }): ReactNode {
  const t = useText(ORGANISATION);
  const { moment } = useDay();
  const [, setUrl] = useUrl({ open: '' });
  const query = useQuery(personQuery(id, moment));
  return (
    <Opened id={id} title={t('opened')} actions={<Onwards id={id} />} onClose={() => setUrl({ open: '' })}>
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
  return (
    <Facts
      facts={[
        { label: t('name'), value: <bdi className="path">{displayName}</bdi> },
        { label: t('title'), value: <bdi>{title ?? '–'}</bdi> },
        { label: t('department'), value: <bdi>{department ?? '–'}</bdi> },
        { label: t('number'), value: <bdi>{employeeNumber ?? '–'}</bdi> },
        { label: t('manager'), value: <bdi className="path">{manager?.displayName ?? managerId ?? '–'}</bdi> },
        { label: t('state'), value: <ActiveBadge isActive={active} /> },
        { label: t('below'), value: <BelowCount id={id} /> },
      ]}
    />
  );
}
