import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Time } from '../../ui/time.tsx';
import { PersonLink } from '../people/parts.tsx';
import type { Employee } from '../people/queries.ts';
import { PERSON } from './texts.ts';

interface CardProps {
  readonly query: Parameters<typeof Queried<Employee | null>>[0]['query'];
  readonly since: string | null;
}

export function Card({ query, since }: CardProps): ReactNode {
  const t = useText(PERSON);
  return (
    <Panel title={t('card')}>
      <Queried query={query}>
        {(person) =>
          person === null ? (
            <State icon="search" title={t('notThere')}>
              {t('notThereText')}
            </State>
          ) : (
            <Shown person={person} since={since} />
          )
        }
      </Queried>
    </Panel>
  );
}

interface ShownProps {
  readonly person: Employee;
  readonly since: string | null;
}

function Shown({ person, since }: ShownProps): ReactNode {
  const may = useMay();
  const contacts = useContacts(person);
  const kept = useKept(person, since);
  return <Facts facts={may('people:read') ? [...contacts, ...kept] : contacts} />;
}

function useContacts(person: Employee) {
  const t = useText(PERSON);
  const { mail, phoneNumbers, title, department } = person;
  const [phone] = phoneNumbers;
  return [
    { label: t('title'), value: <Text text={title} /> },
    { label: t('department'), value: <Text text={department} /> },
    { label: t('manager'), value: <Manager person={person} /> },
    { label: t('mail'), value: <Text text={mail} /> },
    { label: t('phone'), value: <Text text={phone?.value ?? null} /> },
  ];
}

/** What only administration needs. */
function useKept({ id, userName, externalId, employeeNumber, active, changedAt }: Employee, since: string | null) {
  const t = useText(PERSON);
  return [
    { label: t('userName'), value: <Text text={userName} /> },
    { label: t('number'), value: <Text text={employeeNumber} /> },
    { label: t('externalId'), value: <Id id={externalId ?? '–'} /> },
    { label: t('id'), value: <Id id={id} /> },
    ...(since === null ? [] : [{ label: t(active ? 'activeSince' : 'inactiveSince'), value: <Time at={since} /> }]),
    { label: t('changedAt'), value: <Time at={changedAt} /> },
  ];
}

function Text({ text }: { readonly text: string | null }): ReactNode {
  return <bdi>{text ?? '–'}</bdi>;
}

function Id({ id }: { readonly id: string }): ReactNode {
  return <bdi className="mono path">{id}</bdi>;
}

/** As given: the manager need not be known yet. */
function Manager({ person: { managerId, manager } }: Pick<ShownProps, 'person'>): ReactNode {
  const t = useText(PERSON);
  if (manager !== null) {
    return (
      <span className="row">
        <PersonLink id={manager.id} name={manager.displayName} />
        {!manager.active && <Badge>{t('hasLeft')}</Badge>}
      </span>
    );
  }
  if (managerId === null) return '–';
  return (
    <span className="row">
      <Id id={managerId} />
      <Badge tone="warn">{t('unknownManager')}</Badge>
    </span>
  );
}
