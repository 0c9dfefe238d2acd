import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode, type SyntheticEvent } from 'react';
import { hasPasskeys, openSetupLink, setUp, type SetupOffer } from '../../api/passkey.ts';
import { ApiProblem } from '../../api/problem.ts';
import { sessionQuery } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Moment } from '../../ui/time.tsx';
import { UI } from '../../ui/texts.ts';
import { Card } from './card.tsx';
import { takeSecret } from './taken-secret.ts';
import { SETUP } from './setup-texts.ts';

type Outcome = 'noSecret' | 'refused' | 'failed' | 'noPasskeys';

const secret = takeSecret();
let begun: Promise<SetupOffer> | undefined;

function first(): Outcome | null {
  if (secret === '') return 'noSecret';
  return hasPasskeys() ? null : 'noPasskeys';
}

/** A setup link `/setup#<secret>`: a name and a passkey become an account. */
export function Setup(): ReactNode {
  const t = useText(SETUP);
  const [offer, setOffer] = useState<SetupOffer | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(first);
  useEffect(() => {
    document.title = 'Rollcall';
    if (first() !== null) return;
    begun ??= openSetupLink(secret);
    begun.then(setOffer, (error: unknown) =>
      setOutcome(error instanceof ApiProblem && error.status < 500 ? 'refused' : 'failed'),
    );
  }, []);
  if (outcome !== null) {
    return (
      <Card title={t(outcome)}>
        <p role="alert">{t(`${outcome}Text`)}</p>
      </Card>
    );
  }
  return offer === null ? <Card title={t('opening')} isBusy /> : <SetupForm offer={offer} />;
}

function SetupForm({ offer }: { readonly offer: SetupOffer }): ReactNode {
  const t = useText(SETUP);
  const { isBusy, fault, run } = useSetUp();
  const [name, setName] = useState('');
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') run(name.trim());
  };
  return (
    <Card title={offer.tenant === '' ? t('title') : t('titleOf', { tenant: offer.tenant })} isBusy={isBusy}>
      <p>
        <Roles of={offer.roles} />
      </p>
      <form className="stack-small" onSubmit={submit}>
        <TextField
          label={t('name')}
          hint={t('nameHint')}
          value={name}
          maxLength={100}
          required
          autoComplete="name"
          fault={fault}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {t('make')}
        </Button>
      </form>
      <p className="small">
        {t('until')} <Moment at={offer.expiresAt} />.
      </p>
    </Card>
  );
}

function Roles({ of: roles }: { readonly of: readonly string[] }): ReactNode {
  const t = useText(SETUP);
  const ui = useText(UI);
  const known = ROLES.filter((role) => roles.includes(role)).map((role) => ui(`role.${role}`));
  return t('roles', { roles: known.join(', ') });
}

const ROLES = ['identity-administrator', 'auditor', 'people'] as const;

function useSetUp() {
  const t = useText(SETUP);
  const navigate = useNavigate();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const attempt = async (name: string): Promise<void> => {
    setBusy(true);
    setFault(null);
    try {
      await setUp(secret, name);
      client.removeQueries({ queryKey: sessionQuery.queryKey });
      await navigate({ to: '/', replace: true });
    } catch (error) {
      setFault(error instanceof ApiProblem ? error.message : t('cancelled'));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, fault, run: (name: string) => void attempt(name) };
}
