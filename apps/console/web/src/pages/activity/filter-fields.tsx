import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { SelectField } from '../../ui/field.tsx';
import { Filter, FilterText, FilterTime } from '../../ui/filter.tsx';
import { UI } from '../../ui/texts.ts';
import { codesOf } from './codes.ts';
import { useConnections } from './connections.ts';
import { useFilter } from './filter.ts';
import { refusalsQuery } from './queries.ts';
import { ACTIVITY } from './texts.ts';

export function RequestFilter(): ReactNode {
  const t = useText(ACTIVITY);
  const ui = useText(UI);
  const { filter, isFiltered, narrow, clear } = useFilter();
  return (
    <Filter isFiltered={isFiltered} onClear={clear}>
      <FilterText label={t('person')} value={filter.person} onChange={(person) => narrow({ person })} />
      <FilterText label={t('requestId')} value={filter.requestId} onChange={(requestId) => narrow({ requestId })} />
      <CodeField />
      <ConnectionField />
      <FilterTime label={ui('from')} value={filter.from} onChange={(from) => narrow({ from })} />
      <FilterTime label={ui('to')} value={filter.to} onChange={(to) => narrow({ to })} />
    </Filter>
  );
}

function CodeField(): ReactNode {
  const t = useText(ACTIVITY);
  const { filter, narrow } = useFilter();
  // As they were when it was asked: a list that is another every few seconds cannot be chosen from.
  const { data: refusals = [] } = useQuery({ ...refusalsQuery(filter), refetchInterval: false });
  const { occurred, others } = codesOf(refusals, filter.code);
  const choicesOf = (group: string, codes: readonly string[]) =>
    codes.length === 0 ? [] : [{ group, choices: codes.map((code) => ({ value: code, label: code })) }];
  return (
    <SelectField
      label={t('code')}
      value={filter.code}
      choices={[
        { value: '', label: t('anyCode') },
        ...choicesOf(t(filter.from === '' ? 'codesOfDay' : 'codesOfSpan'), occurred),
        ...choicesOf(t('codesOther'), others),
      ]}
      onChange={(event) => narrow({ code: event.currentTarget.value })}
    />
  );
}

export function ConnectionField(): ReactNode {
  const t = useText(ACTIVITY);
  const { filter, narrow } = useFilter();
  const { choices } = useConnections();
  return (
    <SelectField
      label={t('connection')}
      value={filter.connection}
      choices={[{ value: '', label: t('anyConnection') }, ...choices(filter.connection)]}
      onChange={(event) => narrow({ connection: event.currentTarget.value })}
    />
  );
}

/** Of what has no person: when, and by which connection. */
export function SpanFilter({ hasTimes }: { readonly hasTimes: boolean }): ReactNode {
  const ui = useText(UI);
  const { filter, narrow } = useFilter();
  const { connection, from, to } = filter;
  const isFiltered = connection !== '' || (hasTimes && (from !== '' || to !== ''));
  return (
    <Filter isFiltered={isFiltered} onClear={() => narrow({ connection: '', ...(hasTimes && { from: '', to: '' }) })}>
      <ConnectionField />
      {hasTimes && (
        <>
          <FilterTime label={ui('from')} value={from} onChange={(next) => narrow({ from: next })} />
          <FilterTime label={ui('to')} value={to} onChange={(next) => narrow({ to: next })} />
        </>
      )}
    </Filter>
  );
}
