import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { prefer, sessionQuery, useSession, type Theme } from '../../api/session.ts';
import { LOCALES, useLocale, useText } from '../../i18n/locale.ts';
import { turnKeys, useKeysOn } from '../../shell/key-preference.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { UI } from '../../ui/texts.ts';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { DaysPreference } from './days.tsx';
import { PasskeysPanel } from './passkeys.tsx';
import { SessionsPanel } from './sessions.tsx';
import { PREFERENCES } from './texts.ts';

const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

export function Page(): ReactNode {
  const t = useText(PREFERENCES);
  const ui = useText(UI);
  const locale = useLocale();
  const { account, theme, roles, authTime, expiresAt } = useSession();
  const hasKeys = useKeysOn();
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: prefer,
    onSuccess: () => {
      toast(t('saved'));
      return client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
    onError: ({ message }) => toast(t('notSaved', { detail: message }), 'bad'),
  });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      <Panel title={t('appearance')}>
        <div className="stack-small">
          <div className="row row-apart">
            <span>{t('theme')}</span>
            <Segments
              label={t('theme')}
              value={theme ?? 'auto'}
              choices={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
              onChange={(value) => mutate({ theme: value })}
            />
          </div>
          <div className="row row-apart">
            <span>
              {t('keys')}
              <span className="block muted small">{t('keysText')}</span>
            </span>
            <Segments
              label={t('keys')}
              value={hasKeys ? 'on' : 'off'}
              choices={(['on', 'off'] as const).map((value) => ({ value, label: t(`keys.${value}`) }))}
              onChange={(value) => turnKeys(value === 'on')}
            />
          </div>
          <div className="row row-apart">
            <span>{t('language')}</span>
            <Segments
              label={t('language')}
              value={locale.startsWith('de') ? 'de' : 'en'}
              choices={(['en', 'de'] as const).map((value) => ({ value, label: LOCALES[value] }))}
              onChange={(value) => mutate({ locale: value })}
            />
          </div>
          <DaysPreference />
        </div>
      </Panel>
      <Panel title={t('session')}>
        <Facts
          facts={[
            { label: t('roles'), value: list.format(roles.map((role) => ui(`role.${role}`))) },
            { label: t('signedIn'), value: <Time at={authTime} /> },
            { label: t('ends'), value: <Time at={expiresAt} /> },
          ]}
        />
      </Panel>
      <SessionsPanel />
      {account.kind === 'local' && <PasskeysPanel />}
    </div>
  );
}
