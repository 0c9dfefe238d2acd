import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { ApiProblem } from '../../api/problem.ts';
import { sessionQuery, signInByDemonstration } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from './card.tsx';
import { takeSecret } from './taken-secret.ts';
import { SIGN_IN } from './texts.ts';

type Outcome = 'noSecret' | 'refused' | 'failed';

const secret = takeSecret();
let begun: Promise<void> | undefined;

/** The link `/demo#<secret>` of a demonstration: the page posts the secret, which reaches no log. */
export function Demo(): ReactNode {
  const t = useText(SIGN_IN);
  const navigate = useNavigate();
  const client = useQueryClient();
  const [outcome, setOutcome] = useState<Outcome | null>(secret === '' ? 'noSecret' : null);
  useEffect(() => {
    document.title = 'Rollcall';
    if (secret === '') return;
    begun ??= signInByDemonstration(secret);
    begun.then(
      () => {
        client.removeQueries({ queryKey: sessionQuery.queryKey });
        void navigate({ to: '/', replace: true });
      },
      (error: unknown) => setOutcome(error instanceof ApiProblem && error.status < 500 ? 'refused' : 'failed'),
    );
  }, [client, navigate]);
  if (outcome === null) return <Card title={t('signingIn')} isBusy />;
  return (
    <Card title={t(outcome)}>
      <p role="alert">{t(`${outcome}Text`)}</p>
      {outcome === 'failed' && (
        <Button
          onClick={() => {
            begun = undefined;
            setOutcome(null);
            location.replace(`/demo#${secret}`);
            location.reload();
          }}
        >
          {t('retry')}
        </Button>
      )}
    </Card>
  );
}
