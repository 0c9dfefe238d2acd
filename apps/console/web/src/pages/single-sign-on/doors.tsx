import type { ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Notice, Panel } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { METHOD_TEXTS } from './method-texts.ts';
import { letEmployees, SIGN_ON, type SignOn } from './queries.ts';
import { SIGN_ON_TEXTS } from './texts.ts';

/** The door that stays when Entra is away. */
export function EmergencyPanel({ emergency: { count, advised } }: Pick<SignOn, 'emergency'>): ReactNode {
  const t = useText(SIGN_ON_TEXTS);
  const path = useTenantPath();
  const isEnough = count >= advised;
  return (
    <Panel
      title={t('emergency')}
      actions={
        <Badge tone={isEnough ? 'ok' : 'warn'}>{t('emergencyCount', { count, advised: String(advised) })}</Badge>
      }
    >
      <div className="stack-small">
        <p className="muted">{t('emergencyText')}</p>
        <p>
          <Link to={path('team')} part="members">
            {t('toTeam')}
          </Link>
        </p>
      </div>
    </Panel>
  );
}

export function EmployeesPanel({ isOn }: { readonly isOn: boolean }): ReactNode {
  const t = useText(SIGN_ON_TEXTS);
  const names = useText(METHOD_TEXTS);
  const may = useMay();
  const { run, isBusy, fault } = useAct({
    act: letEmployees,
    onDone: () => toast(names('saved')),
    changes: [SIGN_ON],
  });
  return (
    <Panel title={t('employees')} actions={<Badge tone={isOn ? 'ok' : 'neutral'}>{names(isOn ? 'on' : 'off')}</Badge>}>
      <div className="stack-small">
        <p className="muted">{t('employeesText')}</p>
        {may('sso:change') && (
          <div className="row">
            <Button isSmall isBusy={isBusy} onClick={() => run(!isOn)}>
              {t(isOn ? 'employeesOff' : 'employeesOn')}
            </Button>
          </div>
        )}
        {fault !== null && <Notice tone="bad" title={fault} />}
      </div>
    </Panel>
  );
}
