import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { Queried } from '../../ui/panel.tsx';
import { EmergencyPanel, EmployeesPanel } from './doors.tsx';
import { EnforcementPanel } from './enforcement.tsx';
import { InEntra } from './in-entra.tsx';
import { MethodPanel } from './method-panel.tsx';
import { METHODS, signOnQuery, type SignOn } from './queries.ts';
import { Standing } from './standing.tsx';
import { SIGN_ON_TEXTS } from './texts.ts';
import '../employee-provisioning/page.css';

export function Page(): ReactNode {
  const t = useText(SIGN_ON_TEXTS);
  const query = useQuery(signOnQuery);
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      <Queried query={query}>{(signOn) => <Settings signOn={signOn} />}</Queried>
    </div>
  );
}

function Settings({ signOn }: { readonly signOn: SignOn }): ReactNode {
  return (
    <>
      <Standing signOn={signOn} />
      <InEntra signOn={signOn} />
      {METHODS.map((method) => (
        <MethodPanel key={method} method={method} signOn={signOn} />
      ))}
      {(signOn.microsoftApp !== null || signOn.microsoft !== null) && (
        <MethodPanel method="microsoft" signOn={signOn} />
      )}
      <EnforcementPanel signOn={signOn} />
      <div className="columns">
        <EmergencyPanel emergency={signOn.emergency} />
        <EmployeesPanel isOn={signOn.employees} />
      </div>
    </>
  );
}
