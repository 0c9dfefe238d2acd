import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Tiles } from '../../ui/facts.tsx';
import { isOrphan } from './orphan.ts';
import type { People } from './queries.ts';
import { ORGANISATION } from './texts.ts';

/** How many are at the top, and how many nobody leads who should be led: nothing while that is awaited. */
export function Tops({ query }: { readonly query: { readonly data: People | undefined } }): ReactNode {
  const t = useText(ORGANISATION);
  const format = useFormat();
  const { data } = query;
  if (data === undefined) return null;
  const orphans = data.people.filter(isOrphan).length;
  const counted = (count: number): string => (data.isCut ? t('atLeast', { count }) : format.number(count));
  return (
    <Tiles
      tiles={[
        { label: t('atTop'), value: counted(data.people.length - orphans) },
        { label: t('orphans'), value: counted(orphans) },
      ]}
    />
  );
}
