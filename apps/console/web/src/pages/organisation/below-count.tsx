import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { useDay } from '../../ui/day-choice.tsx';
import { belowQuery } from './queries.ts';
import { ORGANISATION } from './texts.ts';

/** How many are below somebody, over all levels. */
export function BelowCount({ id }: { readonly id: string }): ReactNode {
  const t = useText(ORGANISATION);
  const format = useFormat();
  const { moment } = useDay();
  const { data, isError } = useQuery(belowQuery(id, moment));
  if (data === undefined) return isError ? t('notCounted') : '…';
  return data.isExact ? format.number(data.count) : t('atLeast', { count: data.count });
}
