import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { aboutOf } from '../../ui/about.ts';
import type { Column } from '../../ui/table.tsx';
import { ActiveBadge, PersonLink } from '../people/parts.tsx';
import type { Found } from './findings-queries.ts';
import { ORGANISATION } from './texts.ts';

type Person = Found<'orphan'>['person'];

interface OfPerson {
  readonly person: Person;
}

/** Who it is about, by whom namesakes are told apart. */
export function useNameColumns<Row extends OfPerson>(): readonly Column<Row>[] {
  const t = useText(ORGANISATION);
  return [
    {
      key: 'name',
      head: t('name'),
      isName: true,
      cell: ({ person: { id, displayName } }) => <PersonLink id={id} name={displayName} />,
    },
    { key: 'about', head: t('title'), isWide: true, cell: ({ person }) => <bdi>{aboutOf(person) || '–'}</bdi> },
  ];
}

export function useStateColumn<Row extends OfPerson>(): Column<Row> {
  const t = useText(ORGANISATION);
  return {
    key: 'state',
    head: t('state'),
    isEnd: true,
    isWide: true,
    cell: ({ person }): ReactNode => <ActiveBadge isActive={person.active} />,
  };
}
