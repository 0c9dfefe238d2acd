import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { chooseCompany, companiesQuery, type Companies } from '../../api/sign-in.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/panel.tsx';
import { Card } from './card.tsx';
import { SIGN_IN } from './texts.ts';

/** Several companies here take people of one tenant of Entra: which one is meant is theirs to say, and not ours to guess. */
export function ChooseCompany(): ReactNode {
  const t = useText(SIGN_IN);
  const { data, isPending } = useQuery(companiesQuery);
  useEffect(() => {
    document.title = `${t('choose')} · Rollcall`;
  }, [t]);
  if (data !== undefined) return <Choosing companies={data} />;
  return (
    <Card title={t('choose')} isBusy={isPending}>
      {!isPending && (
        <>
          <p role="alert">{t('nothingToChoose')}</p>
          <a href="/sign-in">{t('again')}</a>
        </>
      )}
    </Card>
  );
}

function Choosing({ companies: { name, companies } }: { readonly companies: Companies }): ReactNode {
  const t = useText(SIGN_IN);
  // Nothing of who was here before is there for whoever comes in: the whole page is left.
  const { run, isBusy, fault } = useAct({ act: chooseCompany, onDone: (to) => location.assign(to) });
  return (
    <Card title={t('choose')} isBusy={isBusy}>
      <p>{t('chooseText', { name })}</p>
      {companies.map((company) => (
        <Button key={company.id} isBusy={isBusy} onClick={() => run(company.id)}>
          <bdi>{company.name}</bdi>
        </Button>
      ))}
      {fault !== null && <Notice tone="bad" title={fault} />}
      <a href="/sign-in">{t('again')}</a>
    </Card>
  );
}
