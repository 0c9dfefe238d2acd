import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { useDay } from '../../ui/day-choice.tsx';
import { Facts } from '../../ui/facts.tsx';
import { HereLink } from '../../ui/link.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Moment, Time } from '../../ui/time.tsx';
import { ActiveBadge, PersonLink } from '../people/parts.tsx';
import type { Employee } from '../people/queries.ts';
import { EXPLAINABLE, type Explainable } from './explainable.ts';
import { PERSON } from './texts.ts';

interface CardProps {
  readonly query: Parameters<typeof Queried<Employee | null>>[0]['query'];
  readonly since: string | null;
}

export function Card({ query, since }: CardProps): ReactNode {
  const t = useText(PERSON);
  return (
    <Panel title={t('card')}>
      <Queried query={query} rows={12} shape="facts">
        {(person) => (person === null ? <NotThere /> : <Shown person={person} since={since} />)}
      </Queried>
    </Panel>
  );
}

/** Nobody now, or nobody on that day. */
function NotThere(): ReactNode {
  const t = useText(PERSON);
  const { day } = useDay();
  return (
    <State icon="search" title={t(day === '' ? 'notThere' : 'notThereThen')}>
      {t(day === '' ? 'notThereText' : 'notThereThenText')}
    </State>
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
    { label: t('title'), value: <Explained of="title" value={<Text text={title} />} /> },
    { label: t('department'), value: <Explained of="department" value={<Text text={department} />} /> },
    { label: t('manager'), value: <Explained of="manager" value={<Manager person={person} />} /> },
    { label: t('mail'), value: <Explained of="mail" value={<Text text={mail} />} /> },
    { label: t('phone'), value: <Explained of="phoneNumbers" value={<Text text={phone?.value ?? null} />} /> },
  ];
}

/** What only administration needs. */
function useKept({ id, userName, externalId, employeeNumber, active, changedAt }: Employee, since: string | null) {
  const t = useText(PERSON);
  const { day } = useDay();
  const sinceWhen = {
    label: t(active ? 'activeSince' : 'inactiveSince'),
    value: since !== null && <Moment at={since} />,
  };
  return [
    { label: t('userName'), value: <Explained of="userName" value={<Text text={userName} />} /> },
    { label: t('number'), value: <Explained of="employeeNumber" value={<Text text={employeeNumber} />} /> },
    { label: t('externalId'), value: <Explained of="externalId" value={<Id id={externalId ?? '–'} />} /> },
    { label: t('id'), value: <Id id={id} /> },
    { label: t('state'), value: <Explained of="active" value={<ActiveBadge isActive={active} />} /> },
    // Of the versions of today: of a day before it may have been otherwise.
    ...(since === null || day !== '' ? [] : [sinceWhen]),
    { label: t('changedAt'), value: <Time at={changedAt} /> },
  ];
}

interface ExplainedProps {
  readonly of: Explainable;
  readonly value: ReactNode;
}

/** A value, and the question why it stands there for whoever may ask it. */
function Explained({ of, value }: ExplainedProps): ReactNode {
  const t = useText(PERSON);
  const may = useMay();
  if (!may('people:read') || !may('directory:history')) return value;
  return (
    <span className="row row-apart explained">
      {value}
      <HereLink search={{ why: of }} className="small nowrap">
        {t('why')}
        <span className="hidden-visually"> {t(EXPLAINABLE[of])}</span>
      </HereLink>
    </span>
  );
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
  const { search } = useDay();
  if (manager !== null) {
    return (
      <span className="row">
        <PersonLink id={manager.id} name={manager.displayName} search={search} />
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
