import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { askWhereToSignIn } from '../../api/sign-in.ts';
import { useAct } from '../../api/act.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/panel.tsx';
import { UI } from '../../ui/texts.ts';
import { SIGN_IN } from './texts.ts';

/** A mail address has no more characters. */
const MOST = 254;

/** Leads to the company's identity provider. Whether there is such a company is told to nobody. */
export function CompanyForm({ to }: { readonly to: string | null }): ReactNode {
  const t = useText(SIGN_IN);
  const ui = useText(UI);
  const [who, setWho] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [isNowhere, setNowhere] = useState(false);
  const { run, isBusy, fault } = useAct({
    act: (wanted: string) => askWhereToSignIn(wanted, to),
    onDone: (url) => {
      if (url === null) setNowhere(true);
      else location.assign(url);
    },
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const wanted = who.trim();
    setMissing(wanted === '');
    setNowhere(false);
    if (wanted !== '') run(wanted);
  };
  return (
    <form className="stack-small" onSubmit={submit} noValidate>
      <TextField
        label={t('who')}
        hint={t('whoHint')}
        fault={isMissing ? ui('required') : fault}
        value={who}
        maxLength={MOST}
        required
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        dir="ltr"
        onChange={(event) => setWho(event.currentTarget.value)}
      />
      <Button kind="primary" type="submit" isBusy={isBusy}>
        {t('continue')}
      </Button>
      <div role="status">
        {isNowhere && (
          <Notice tone="neutral" title={t('nowhere')}>
            {t('nowhereText')}
          </Notice>
        )}
      </div>
    </form>
  );
}
