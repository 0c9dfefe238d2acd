import type { ReactNode } from 'react';
import { isId } from '../../api/id.ts';
import { useFormat } from '../../i18n/format.ts';
import { useLocale, useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { titleOf } from '../../shell/title.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Notice } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';
import { activity } from '../activity/route.ts';
import { audit } from '../audit/route.ts';
import { people } from '../people/route.ts';
import type { OpenGrant } from './queries.ts';
import { GRANTED_TEXTS } from './texts.ts';
import '../../ui/tabs.css';

const VIEWS = [people, activity, audit];

/** Whose sight it is, until when, who gave it and why: on every page that is seen by it. */
export function GrantBanner({ grant }: { readonly grant: OpenGrant }): ReactNode {
  const t = useText(GRANTED_TEXTS);
  return (
    <>
      <Notice
        tone="warn"
        icon="shield"
        title={t('banner', { name: grant.tenantName })}
        actions={
          <ButtonLink isSmall to="/installation">
            {t('back')}
          </ButtonLink>
        }
      >
        <Given grant={grant} /> {t('told')}
      </Notice>
      <Views />
    </>
  );
}

function Given({ grant: { expiresAt, grantedBy, reason } }: { readonly grant: OpenGrant }): ReactNode {
  const t = useText(GRANTED_TEXTS);
  const format = useFormat();
  return (
    <>
      {t('until', { time: format.local(new Date(expiresAt)) })} (<Time at={expiresAt} />)
      {grantedBy !== null && (
        <>
          , {t('by')} <bdi className="path">{isId(grantedBy) ? t('administrator') : grantedBy}</bdi>
        </>
      )}
      , {t('because')} <bdi className="path">“{reason}”</bdi>.
    </>
  );
}

/** What there is to see: nothing else of the tenant is shown. */
function Views(): ReactNode {
  const t = useText(GRANTED_TEXTS);
  const locale = useLocale();
  const path = useTenantPath();
  return (
    <ul className="tabs" aria-label={t('views')}>
      {VIEWS.map((view) => (
        <li key={view.path}>
          <Link to={path(view.path)} className="tab">
            {titleOf(view, locale)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
