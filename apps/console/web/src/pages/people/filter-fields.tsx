import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Check, SelectField } from '../../ui/field.tsx';
import { isEnough } from '../../ui/enough.ts';
import { Filter, FilterText } from '../../ui/filter.tsx';
import { useFilter } from './filter.ts';
import { departmentsQuery } from './queries.ts';
import { SegmentField } from './segment-field.tsx';
import { PEOPLE } from './texts.ts';
import { useCount } from './totals.tsx';

/** The search reads no more. */
const MOST = 100;

/** What goes together: a segment says by itself whom it means, and who is searched for comes by rank. */
export function PeopleFields(): ReactNode {
  const t = useText(PEOPLE);
  const may = useMay();
  const { filter, isFiltered, narrow, clear } = useFilter();
  const seesAll = may('people:read');
  const isSegment = filter.segment !== '';
  const isSearch = filter.q !== '';
  return (
    <Filter isFiltered={isFiltered} onClear={clear}>
      {!isSegment && (
        <>
          <FilterText
            label={t('search')}
            value={filter.q}
            isEnough={isEnough}
            most={MOST}
            onChange={(q) => narrow({ q })}
          />
          <DepartmentField />
          {seesAll && !isSearch && <ActiveField />}
          {!isSearch && <OrderField />}
        </>
      )}
      {seesAll && (
        <SegmentField
          label={t('segment')}
          none={t('anySegment')}
          value={filter.segment}
          onChange={(segment) => narrow({ segment })}
        />
      )}
      {!isSegment && isSearch && may('directory:history') && (
        <Check
          checked={filter.leavers === 'true'}
          onChange={(event) => narrow({ leavers: event.currentTarget.checked ? 'true' : '' })}
        >
          {t('leavers')}
        </Check>
      )}
    </Filter>
  );
}

/** Chosen where the directory says which there are, and they are few; else typed. */
export function DepartmentField(): ReactNode {
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

export function ActiveField(): ReactNode {
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

function OrderField(): ReactNode {
  const t = useText(PEOPLE);
  const { filter, narrow } = useFilter();
  return (
    <SelectField
      label={t('order')}
      value={filter.sort}
      choices={[
        { value: '', label: t('asCame') },
        { value: 'name', label: t('byName') },
      ]}
      onChange={(event) => narrow({ sort: event.currentTarget.value })}
    />
  );
}
