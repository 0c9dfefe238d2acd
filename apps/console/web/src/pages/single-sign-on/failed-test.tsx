import type { ReactNode } from 'react';
import type { FailedTest } from '../../api/failed-test.ts';
import { useText } from '../../i18n/locale.ts';
import { Notice } from '../../ui/panel.tsx';
import { FAILED_TEST_TEXTS } from './failed-test-texts.ts';

const TOLD = [
  'secret',
  'entra',
  'away',
  'token',
  'certificate',
  'algorithm',
  'encrypted',
  'audience',
  'reply-url',
  'settings-changed',
  'message',
  'no-role',
  'not-yours',
  'cancelled',
  'expired',
  'guest',
] as const;

/** Why a test has not passed, and what mends it: for the administrator, in the window that waits and in that of the test. */
export function FailedTestNotice({ failed: { refused, fault } }: { readonly failed: FailedTest }): ReactNode {
  const t = useText(FAILED_TEST_TEXTS);
  const code = TOLD.find((one) => one === fault) ?? TOLD.find((one) => one === refused) ?? 'other';
  return (
    <Notice tone={code === 'cancelled' ? 'warn' : 'bad'} title={t(code)}>
      {t(`${code}.text`)}
    </Notice>
  );
}
