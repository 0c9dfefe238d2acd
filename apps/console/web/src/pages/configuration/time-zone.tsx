import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { SETTINGS, setTimeZone, settingsQuery, type Tenant } from './queries.ts';
import { CONFIGURATION } from './texts.ts';
import { zonesWith } from './zones.ts';

/** Where the days of the company end, for questions about one. */
export function TimeZonePanel(): ReactNode {
  const t = useText(CONFIGURATION);
  const query = useQuery(settingsQuery);
  return (
    <Panel title={t('timeZone')} description={t('timeZoneText')}>
      <Queried query={query} rows={1}>
        {(tenant) => <Zone key={tenant.timeZone} tenant={tenant} />}
      </Queried>
    </Panel>
  );
}

function Zone({ tenant: { timeZone } }: { readonly tenant: Tenant }): ReactNode {
  const t = useText(CONFIGURATION);
  const may = useMay();
  const [draft, setDraft] = useState(timeZone);
  const { run, isBusy, fault } = useAct({
    act: setTimeZone,
    onDone: () => toast(t('timeZoneSaved')),
    changes: [SETTINGS],
  });
  if (!may('settings:change')) return <p>{timeZone}</p>;
  return (
    <div className="filters">
      <SelectField
        label={t('timeZoneLabel')}
        fault={fault}
        value={draft}
        choices={zonesWith(timeZone).map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
        onChange={({ currentTarget: { value } }) => setDraft(value)}
      />
      {draft !== timeZone && (
        <Button isBusy={isBusy} onClick={() => run(draft)}>
          {t('save')}
        </Button>
      )}
    </div>
  );
}
