import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { SelectField } from '../../ui/field.tsx';
import { Filter, FilterText } from '../../ui/filter.tsx';
import { useFilter } from './filter.ts';
import { departmentsQuery } from './queries.ts';
import { PEOPLE } from './texts.ts';
import { useCount } from './totals.tsx';

/** Of a search of one letter everybody is found. */
const LEAST = 2;

export function PeopleFields(): ReactNode {
  const t = useText(PEOPLE);
  const may = useMay();
  const { filter, isFiltered, narrow, clear } = useFilter();
  return (
    <Filter isFiltered={isFiltered} onClear={clear}>
      <FilterText label={t('search')} value={filter.q} least={LEAST} onChange={(q) => narrow({ q })} />
      <DepartmentField />
      {may('people:read') && <ActiveField />}
    </Filter>
  );
}

/** Chosen where the directory says which there are, and they are few; else typed. */
function DepartmentField(): ReactNode {
  const t = useText(PEOPLE);
  const may = useMay();
  const count = useCount();
  const isListed = may('people:read');
  const { data, error } = useQuery({ ...departmentsQuery, enabled: isListed });
  const { filter, narrow } = useFilter();
  const { department } = filter;
  const onChange = (next: string): void => narrow({ department: next });
  if (!isListed || error !== null || (data !== undefined && data.next !== null)) {
    return <FilterText label={t('department')} value={department} onChange={onChange} />;
  }
  const known = (data?.items ?? []).map(({ name, people }) => ({ value: name, label: `${name} (${count(people)})` }));
  const isKnown = department === '' || known.some(({ value }) => value === department);
  const others = isKnown ? [] : [{ value: department, label: department }];
  return (
    <SelectField
      label={t('department')}
      value={department}
      choices={[{ value: '', label: t('anyDepartment') }, ...known, ...others]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function ActiveField(): ReactNode {
  const t = useText(PEOPLE);
  const { filter, narrow } = useFilter();
  return (
    <SelectField
      label={t('state')}
      value={filter.active}
      choices={[
        { value: '', label: t('anyState') },
        { value: 'true', label: t('active') },
        { value: 'false', label: t('inactive') },
      ]}
      onChange={(event) => narrow({ active: event.currentTarget.value })}
    />
  );
}
