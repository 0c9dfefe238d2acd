import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { SelectField } from '../../ui/field.tsx';
import { Filter, FilterText, FilterTime } from '../../ui/filter.tsx';
import { UI } from '../../ui/texts.ts';
import { useFilter } from './filter.ts';
import { AUDIT } from './texts.ts';
import { isKnownType, TYPES } from './types.ts';

export function EntryFilter(): ReactNode {
  const t = useText(AUDIT);
  const ui = useText(UI);
  const { filter, isFiltered, narrow, clear } = useFilter();
  return (
    <Filter isFiltered={isFiltered} onClear={clear}>
      <FilterText label={t('person')} value={filter.person} onChange={(person) => narrow({ person })} />
      <FilterText label={t('path')} value={filter.path} onChange={(path) => narrow({ path })} />
      <FilterText label={t('value')} value={filter.value} onChange={(value) => narrow({ value })} />
      <TypeField />
      <OutcomeField />
      <FilterText label={t('requestId')} value={filter.requestId} onChange={(requestId) => narrow({ requestId })} />
      <FilterTime label={ui('from')} value={filter.from} onChange={(from) => narrow({ from })} />
      <FilterTime label={ui('to')} value={filter.to} onChange={(to) => narrow({ to })} />
    </Filter>
  );
}

function TypeField(): ReactNode {
  const t = useText(AUDIT);
  const { filter, narrow } = useFilter();
  const { type } = filter;
  // Several, with commas between, come by a link.
  const others = type === '' || isKnownType(type) ? [] : [{ value: type, label: type }];
  return (
    <SelectField
      label={t('type')}
      value={type}
      choices={[{ value: '', label: t('anyType') }, ...TYPES.map((one) => ({ value: one, label: t(one) })), ...others]}
      onChange={(event) => narrow({ type: event.currentTarget.value })}
    />
  );
}

function OutcomeField(): ReactNode {
  const t = useText(AUDIT);
  const { filter, narrow } = useFilter();
  return (
    <SelectField
      label={t('outcome')}
      value={filter.outcome}
      choices={[
        { value: '', label: t('anyOutcome') },
        { value: 'accepted', label: t('accepted') },
        { value: 'refused', label: t('refused') },
      ]}
      onChange={(event) => narrow({ outcome: event.currentTarget.value })}
    />
  );
}
