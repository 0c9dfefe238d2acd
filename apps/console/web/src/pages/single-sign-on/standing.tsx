import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Notice } from '../../ui/panel.tsx';
import { useNow } from '../../ui/time.tsx';
import type { SignOn } from './queries.ts';
import { SIGN_ON_TEXTS } from './texts.ts';
import { judge, type Code } from './verdict.ts';

const TONES = { no: 'neutral', look: 'warn', yes: 'ok' } as const;
/** Nobody comes in by it any more. */
const BROKEN: readonly Code[] = ['expired', 'no-certificate', 'secret-expired'];

/** The answer at a glance: one sentence, and what to do. */
export function Standing({ signOn }: { readonly signOn: SignOn }): ReactNode {
  const t = useText(SIGN_ON_TEXTS);
  const { answer, code, days } = judge(signOn, useNow());
  return (
    <div role="status">
      <Notice
        tone={BROKEN.includes(code) ? 'bad' : TONES[answer]}
        icon={answer === 'yes' ? 'check' : answer === 'no' ? 'key' : 'warning'}
        title={t('question', { answer: t(`answer.${answer}`) })}
      >
        {t(`verdict.${code}`, { count: days })}
      </Notice>
    </div>
  );
}
