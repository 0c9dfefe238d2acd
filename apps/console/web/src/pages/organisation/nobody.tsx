import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { dayOf } from '../../ui/day.ts';
import { useDay, useWrittenDay } from '../../ui/day-choice.tsx';
import { State } from '../../ui/state.tsx';
import { UI } from '../../ui/texts.ts';
import { ORGANISATION } from './texts.ts';

/** @param earliest said where the day is before the first that is known */
export function Nobody({ earliest }: { readonly earliest: string | null | undefined }): ReactNode {
  const t = useText(ORGANISATION);
  const ui = useText(UI);
  const written = useWrittenDay();
  const { zone } = useDay();
  if (earliest === undefined) {
    return (
      <State icon="organisation" title={t('none')}>
        {t('noneText')}
      </State>
    );
  }
  return (
    <State icon="clock" title={ui('beforeFirst')}>
      {earliest === null
        ? ui('nothingKnown')
        : ui('beforeFirstText', { day: written(dayOf(new Date(earliest), zone)) })}
    </State>
  );
}
