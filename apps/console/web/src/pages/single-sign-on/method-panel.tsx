import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useLocale, useText } from '../../i18n/locale.ts';
import { inGerman } from '../../i18n/said.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice, Panel } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Certificates } from './certificates.tsx';
import { GERMAN_FAULTS } from './german-faults.ts';
import { useMicrosoftFacts, useOidcFacts, useSamlFacts } from './method-facts.tsx';
import type { Method, Microsoft, Oidc, Saml, SignOn } from './queries.ts';
import { TestButton } from './test-button.tsx';
import { METHOD_TEXTS } from './method-texts.ts';

const Dialogs = {
  oidc: lazy(() => import('./oidc-dialog.tsx').then(({ OidcDialog: component }) => ({ default: component }))),
  saml: lazy(() => import('./saml-dialog.tsx').then(({ SamlDialog: component }) => ({ default: component }))),
  microsoft: lazy(() =>
    import('./microsoft-dialog.tsx').then(({ MicrosoftDialog: component }) => ({ default: component })),
  ),
  remove: lazy(() => import('./remove-dialog.tsx').then(({ RemoveDialog: component }) => ({ default: component }))),
} as const;

interface MethodPanelProps {
  readonly method: Method;
  readonly signOn: SignOn;
}

/** One way in: what is set, whether it works, and what can be done about it. */
export function MethodPanel({ method, signOn }: MethodPanelProps): ReactNode {
  const t = useText(METHOD_TEXTS);
  const { oidc, saml, microsoft } = signOn;
  const isSet = signOn[method] !== null;
  return (
    <Panel part={method} title={t(method)} actions={<Actions method={method} signOn={signOn} />}>
      {!isSet && (
        <State icon="key" title={t('notSet', { method: t(method) })}>
          {t(`notSet.${method}`)}
        </State>
      )}
      {method === 'oidc' && oidc !== null && <OidcFacts oidc={oidc} />}
      {method === 'microsoft' && microsoft !== null && <MicrosoftFacts microsoft={microsoft} />}
      {method === 'saml' && saml !== null && <SamlFacts saml={saml} />}
    </Panel>
  );
}

function Actions({ method, signOn }: MethodPanelProps): ReactNode {
  const t = useText(METHOD_TEXTS);
  const may = useMay();
  const [open, setOpen] = useState<'change' | 'remove' | null>(null);
  const settings = signOn[method];
  const name = t(method);
  const close = (): void => setOpen(null);
  const Change = Dialogs[method];
  return (
    <>
      {settings !== null && <Badge tone={settings.on ? 'ok' : 'neutral'}>{t(settings.on ? 'on' : 'off')}</Badge>}
      {may('sso:change') && (
        <>
          {settings !== null && <TestButton method={method} />}
          <Button
            isSmall
            aria-label={t(settings === null ? 'setUpOf' : 'changeOf', { name })}
            onClick={() => setOpen('change')}
          >
            {t(settings === null ? 'setUp' : 'change')}
          </Button>
          {settings !== null && (
            <Button isSmall kind="quiet" aria-label={t('removeOf', { name })} onClick={() => setOpen('remove')}>
              {t('remove')}
            </Button>
          )}
        </>
      )}
      <Suspense>
        {open === 'change' && <Change signOn={signOn} onClose={close} />}
        {open === 'remove' && <Dialogs.remove method={method} onClose={close} />}
      </Suspense>
    </>
  );
}

function OidcFacts({ oidc }: { readonly oidc: Oidc }): ReactNode {
  return <Facts facts={useOidcFacts(oidc)} />;
}

function MicrosoftFacts({ microsoft }: { readonly microsoft: Microsoft }): ReactNode {
  const t = useText(METHOD_TEXTS);
  const facts = useMicrosoftFacts(microsoft);
  return (
    <div className="stack-small">
      {!microsoft.proven && (
        <Notice tone="warn" title={t('unproven')}>
          {t('unprovenText')}
        </Notice>
      )}
      <Facts facts={facts} />
      <p className="muted">{t('microsoftAssign')}</p>
    </div>
  );
}

function SamlFacts({ saml }: { readonly saml: Saml }): ReactNode {
  const t = useText(METHOD_TEXTS);
  const isGerman = useLocale().startsWith('de');
  const facts = useSamlFacts(saml);
  return (
    <div className="stack-small">
      {saml.fault !== null && (
        <Notice tone="warn" title={t('faultTitle')}>
          <p>{isGerman ? inGerman(saml.fault, GERMAN_FAULTS) : saml.fault}</p>
          <p>{t(saml.certificates.length === 0 ? 'faultTextFirst' : 'faultText')}</p>
        </Notice>
      )}
      <Facts facts={facts} />
      <h3>{t('certificates')}</h3>
      <Certificates certificates={saml.certificates} />
    </div>
  );
}
