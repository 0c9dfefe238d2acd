import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { DayField, DaysEnd } from '../../ui/day-choice.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Filter } from '../../ui/filter.tsx';
import { PersonField } from '../people/person-field.tsx';
import { SegmentField } from '../people/segment-field.tsx';
import { useCompared } from './compared.ts';
import { KINDS } from './differences.ts';
import { COMPARE } from './texts.ts';
import './page.css';

export function ComparedFields(): ReactNode {
  const t = useText(COMPARE);
  const { compared, today, zoneName, isFiltered, narrow, clear } = useCompared();
  const { from, to, kind, under, segment } = compared;
  return (
    <Filter isFiltered={isFiltered} onClear={clear}>
      <DayField label={t('from')} value={from} most={today} onChange={(next) => narrow({ from: next })} />
      <DayField label={t('to')} value={to === '' ? today : to} most={today} onChange={(next) => narrow({ to: next })} />
      <SelectField
        label={t('kind')}
        value={kind ?? ''}
        choices={[{ value: '', label: t('anyKind') }, ...KINDS.map((one) => ({ value: one, label: t(`kind.${one}`) }))]}
        onChange={(event) => narrow({ kind: event.currentTarget.value })}
      />
      <PersonField label={t('under')} value={under} onChange={(id) => narrow({ under: id })} />
      <SegmentField
        label={t('segment')}
        none={t('anySegment')}
        value={segment}
        onChange={(name) => narrow({ segment: name })}
      />
      <DaysEnd zone={zoneName} />
    </Filter>
  );
}
