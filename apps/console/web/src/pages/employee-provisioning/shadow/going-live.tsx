import type { ReactNode } from 'react';
import { useFormat } from '../../../i18n/format.ts';
import { useText } from '../../../i18n/locale.ts';
import { Meter } from '../../../ui/facts.tsx';
import { Notice } from '../../../ui/panel.tsx';
import { useActor } from '../../team/names.ts';
import type { GoingLive } from './queries.ts';
import { SHADOW_TEXTS } from './texts.ts';

interface GoingLiveProps {
  readonly goingLive: GoingLive;
  readonly isPaused: boolean;
}

export function GoingLiveNotice({ goingLive, isPaused }: GoingLiveProps): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const format = useFormat();
  const actor = useActor();
  const { done, left, undecided, isHeld, by } = goingLive;
  const all = done + left + undecided;
  const text = t('goingLive', { done: format.number(done), all: format.number(all) });
  return (
    <Notice tone={isPaused || isHeld || undecided > 0 ? 'warn' : 'neutral'} icon="clock" title={text}>
      <Meter label={t('goLive')} share={all === 0 ? 1 : done / all} text={text} />
      <p>{t('goingLiveText', { by: actor(by) })}</p>
      {undecided > 0 && (
        <p>
          <strong>{t('undecided', { count: undecided })}</strong> {t('undecidedText')}
        </p>
      )}
      {isHeld && <p>{t('held')}</p>}
      {isPaused && <p>{t('stopped')}</p>}
    </Notice>
  );
}
