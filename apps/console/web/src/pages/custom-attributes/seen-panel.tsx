import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/session.ts';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Notice, Panel, Queried } from '../../ui/panel.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { ATTRIBUTES, attributesQuery, seenQuery, tenantQuery, treatUnknown, UNKNOWN, type Tenant } from './queries.ts';
import { stillUnknown, type Seen } from './seen.ts';
import { ATTRIBUTES_TEXTS } from './texts.ts';

interface SeenPanelProps {
  readonly onDefine: (name: string) => void;
}

/** What arrives and nobody has defined: how it is treated, and what was refused of it. */
export function SeenPanel({ onDefine }: SeenPanelProps): ReactNode {
  const t = useText(ATTRIBUTES_TEXTS);
  const may = useMay();
  const tenant = useQuery(tenantQuery);
  const query = useQuery({ ...seenQuery, enabled: may('activity:read') });
  const attributes = useQuery(attributesQuery);
  return (
    <Panel title={t('seen')} description={t('seenText')} isFlush>
      <div className="panel-body">
        <Queried query={tenant} rows={2}>
          {(known) => <Treatment tenant={known} />}
        </Queried>
      </div>
      {tenant.data !== undefined && may('activity:read') && (
        <Queried query={query} rows={2}>
          {(seen) => (
            // What is defined by now is never for a moment among what is not.
            <Queried query={attributes} rows={2}>
              {(defined) => <SeenList seen={stillUnknown(seen, defined)} onDefine={onDefine} />}
            </Queried>
          )}
        </Queried>
      )}
    </Panel>
  );
}

function Treatment({ tenant: { unknownAttributes } }: { readonly tenant: Tenant }): ReactNode {
  const t = useText(ATTRIBUTES_TEXTS);
  const may = useMay();
  const [draft, setDraft] = useState(unknownAttributes);
  const { run, isBusy, fault } = useAct({
    act: treatUnknown,
    onDone: () => toast(t('treated')),
    changes: [ATTRIBUTES],
  });
  if (!may('settings:change')) return <p>{t('treatNow', { how: t(`treat.${unknownAttributes}`) })}</p>;
  return (
    <div className="stack-small">
      <div className="filters">
        <SelectField
          label={t('treat')}
          fault={fault}
          value={draft}
          choices={UNKNOWN.map((value) => ({ value, label: t(`treat.${value}`) }))}
          onChange={({ currentTarget: { value } }) => setDraft(UNKNOWN.find((one) => one === value) ?? draft)}
        />
        {draft !== unknownAttributes && (
          <Button isBusy={isBusy} onClick={() => run(draft)}>
            {t('save')}
          </Button>
        )}
      </div>
      <p className="muted small">{t(`treatText.${draft}`)}</p>
    </div>
  );
}

function SeenList({ seen, onDefine }: SeenPanelProps & { readonly seen: readonly Seen[] }): ReactNode {
  const t = useText(ATTRIBUTES_TEXTS);
  const columns = useColumns(onDefine);
  if (seen.length === 0) return <p className="panel-body muted">{t('noneSeen')}</p>;
  return (
    <>
      <div className="panel-body">
        <Notice tone="warn" title={t('seenCount', { count: seen.length })} />
      </div>
      <Table caption={t('seenTable')} columns={columns} rows={seen} rowKey={({ name }) => name} />
    </>
  );
}

function useColumns(onDefine: (name: string) => void): readonly Column<Seen>[] {
  const t = useText(ATTRIBUTES_TEXTS);
  const format = useFormat();
  const may = useMay();
  const actions: Column<Seen> = {
    key: 'actions',
    head: t('actions'),
    isHeadHidden: true,
    isEnd: true,
    cell: ({ name }) => (
      <Button isSmall aria-label={t('defineOf', { name })} onClick={() => onDefine(name)}>
        {t('define')}
      </Button>
    ),
  };
  return [
    { key: 'name', head: t('name'), isName: true, cell: ({ name }) => <bdi className="path">{name}</bdi> },
    { key: 'times', head: t('refused'), isEnd: true, cell: ({ count }) => format.number(count) },
    { key: 'last', head: t('last'), isWide: true, cell: ({ last }) => <Time at={last} /> },
    ...(may('settings:change') ? [actions] : []),
  ];
}
