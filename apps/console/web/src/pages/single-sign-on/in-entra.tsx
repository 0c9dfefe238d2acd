import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { UI } from '../../ui/texts.ts';
import { useUrl } from '../../ui/url.ts';
import { ENTRA_TEXTS } from './entra-texts.ts';
import { METHOD_TEXTS } from './method-texts.ts';
import { METHODS, type OwnMethod, type SignOn } from './queries.ts';

/** What is pasted into Entra, by its own names, and what is done there. */
export function InEntra({ signOn }: { readonly signOn: SignOn }): ReactNode {
  const t = useText(ENTRA_TEXTS);
  const names = useText(METHOD_TEXTS);
  const [method, choose] = useMethod(signOn);
  return (
    <Panel title={t('inEntra')} description={t('inEntraText')}>
      <div className="set-up">
        <div className="set-up-fields">
          <Segments
            label={names('method')}
            value={method}
            choices={METHODS.map((value) => ({ value, label: names(value) }))}
            onChange={choose}
          />
          <p className="muted small">{t(`${method}Text`)}</p>
          {fieldsOf(method, signOn).map(([label, value]) => (
            <CopyField key={label} label={label} value={value} />
          ))}
          <AppRoles roles={signOn.roles} />
        </div>
        <Steps method={method} />
      </div>
    </Panel>
  );
}

/** In the address; what is set up unless told. */
function useMethod({ oidc, saml }: SignOn): readonly [OwnMethod, (method: OwnMethod) => void] {
  const [{ method: asked }, setUrl] = useUrl({ method: '' });
  const usual: OwnMethod = oidc === null && saml !== null ? 'saml' : 'oidc';
  return [METHODS.find((one) => one === asked) ?? usual, (method) => setUrl({ method })];
}

/** By the names that Entra has for them. */
function fieldsOf(
  method: OwnMethod,
  { redirectUri, logoutUri, entityId, acsUrl }: SignOn,
): readonly (readonly [string, string])[] {
  if (method === 'oidc') {
    return [
      ['Redirect URI', redirectUri],
      ['Front-channel logout URL', logoutUri],
    ];
  }
  return [
    ['Identifier (Entity ID)', entityId],
    ['Reply URL (Assertion Consumer Service URL)', acsUrl],
    ['Sign on URL', new URL('/sign-in', acsUrl).href],
  ];
}

function AppRoles({ roles }: Pick<SignOn, 'roles'>): ReactNode {
  const t = useText(ENTRA_TEXTS);
  const ui = useText(UI);
  return (
    <fieldset className="bare stack-small">
      <legend className="field-label">{t('appRoles')}</legend>
      <p className="muted small">{t('appRolesText')}</p>
      {roles.map(({ value, name }) => (
        <CopyField key={value} label={t('valueOf', { role: ui(`role.${name}`) })} value={value} />
      ))}
    </fieldset>
  );
}

const STEPS = [1, 2, 3, 4, 5, 6] as const;

function Steps({ method }: { readonly method: OwnMethod }): ReactNode {
  const t = useText(ENTRA_TEXTS);
  return (
    <div>
      <h3>{t('steps')}</h3>
      <ol className="steps">
        {STEPS.map((step) => (
          <li key={step}>{t(`${method}.${step}`)}</li>
        ))}
      </ol>
    </div>
  );
}
