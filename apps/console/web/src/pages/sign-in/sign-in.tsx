import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useTellFailed } from '../../api/failed-test.ts';
import { offersQuery, REFUSALS } from '../../api/sign-in.ts';
import { sessionQuery } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { wayBack } from '../../shell/way-back.ts';
import { Notice } from '../../ui/panel.tsx';
import { PasskeyButton } from '../../ui/passkey-button.tsx';
import { useUrl } from '../../ui/url.ts';
import { FailedTestNotice } from '../single-sign-on/failed-test.tsx';
import { FAILED_TEST_TEXTS } from '../single-sign-on/failed-test-texts.ts';
import { Card } from './card.tsx';
import { ChooseCompany } from './choose-company.tsx';
import { CompanyForm } from './company-form.tsx';
import { MicrosoftButton } from './microsoft-button.tsx';
import { SIGN_IN } from './texts.ts';

/** By the company's identity provider, or by a passkey. Of a window that was opened for a moment: that it is over. */
export function SignInPage(): ReactNode {
  const [{ tested, test, done, choose }] = useUrl({ tested: '', test: '', done: '', choose: '' });
  if (tested !== '') return <Over title="tested" />;
  if (test !== '') return <Failed method={test} />;
  if (done !== '') return <Over title="stepped" />;
  if (choose !== '') return <ChooseCompany />;
  return <SignIn title="signIn" />;
}

function Over({ title }: { readonly title: 'tested' | 'stepped' }): ReactNode {
  const t = useText(SIGN_IN);
  useEffect(() => {
    document.title = `${t(title)} · Rollcall`;
  }, [t, title]);
  return (
    <Card title={t(title)}>
      <p>{t('close')}</p>
    </Card>
  );
}

/** The window of a test that has not passed: whoever tests mends it in the other one, which is told. */
function Failed({ method }: { readonly method: string }): ReactNode {
  const t = useText(SIGN_IN);
  const failed = useText(FAILED_TEST_TEXTS);
  const [{ refused, fault }] = useUrl({ refused: '', fault: '' });
  const told = { method, refused, fault };
  useTellFailed(told);
  useEffect(() => {
    document.title = `${failed('failed')} · Rollcall`;
  }, [failed]);
  return (
    <Card title={failed('failed')}>
      <div role="alert">
        <FailedTestNotice failed={told} />
      </div>
      <p>{t('close')}</p>
    </Card>
  );
}

/** The same, for who has just signed out. */
export function SignedOutPage(): ReactNode {
  return <SignIn title="signedOut" />;
}

function SignIn({ title }: { readonly title: 'signIn' | 'signedOut' }): ReactNode {
  const t = useText(SIGN_IN);
  const [{ to: asked }] = useUrl({ to: '' });
  const to = wayBack(asked);
  const done = useDone(to);
  const { data: offers } = useQuery(offersQuery);
  useEffect(() => {
    document.title = `${t(title)} · Rollcall`;
  }, [t, title]);
  return (
    <Card title={t(title)}>
      <Refused />
      <CompanyForm to={to} />
      <p className="card-or">{t('or')}</p>
      <MicrosoftButton to={to} />
      <PasskeyButton kind="plain" onDone={done} />
      {offers?.demonstration === true && <p className="small">{t('howDemo')}</p>}
    </Card>
  );
}

function useDone(to: string | null): () => void {
  const navigate = useNavigate();
  const client = useQueryClient();
  return () => {
    client.removeQueries({ queryKey: sessionQuery.queryKey });
    void navigate({ href: to ?? '/', replace: true });
  };
}

/** What the identity provider's answer came to, and what to do. A code that this page does not know is still a refusal. */
function Refused(): ReactNode {
  const t = useText(SIGN_IN);
  const [{ refused }] = useUrl({ refused: '' });
  if (refused === '') return null;
  const code = REFUSALS.find((one) => one === refused) ?? 'unknown';
  return (
    <div role="alert">
      <Notice tone={code === 'cancelled' ? 'neutral' : 'bad'} title={t(`refused.${code}`)}>
        {t(`refused.${code}.text`)}
      </Notice>
    </div>
  );
}
