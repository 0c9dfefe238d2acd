import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { isId } from '../../api/id.ts';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { SelectField } from '../../ui/field.tsx';
import { Filter, FilterText } from '../../ui/filter.tsx';
import { HereLink } from '../../ui/link.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useFilter } from './filter.ts';
import { masked, STATUSES } from './parameters.ts';
import { deliveriesKey, deliveriesPage, type Delivery } from './queries.ts';
import { Standing } from './standing.tsx';
import { DELIVERIES_TEXTS } from './texts.ts';

export function DeliveriesPanel(): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const { filter, isFiltered } = useFilter();
  const { query, more } = useKeyset<Delivery>({
    queryKey: deliveriesKey(filter),
    page: (cursor, signal) => deliveriesPage(filter, cursor, signal),
    isLive: true,
  });
  const columns = useColumns();
  return (
    <Panel title={t('deliveries')} description={t('deliveriesText')} isFlush isBusy={query.isOld}>
      <DeliveryFields />
      <Queried query={query} rows={8}>
        {(deliveries) =>
          deliveries.length === 0 && !more.hasMore ? (
            <State icon="mail" title={t(isFiltered ? 'noMatch' : 'none')}>
              {t(isFiltered ? 'noMatchText' : 'noneText')}
            </State>
          ) : (
            <Table caption={t('deliveries')} columns={columns} rows={deliveries} rowKey={({ id }) => id} more={more} />
          )
        }
      </Queried>
    </Panel>
  );
}

function DeliveryFields(): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const { filter, isFiltered, narrow, clear } = useFilter();
  const { status, personId, eventId } = filter;
  const faultOf = (id: string): string | null => (id === '' || isId(id) ? null : t('notAnId'));
  return (
    <Filter isFiltered={isFiltered} onClear={clear}>
      <SelectField
        label={t('state')}
        value={STATUSES.some((one) => one === status) ? status : ''}
        choices={[
          { value: '', label: t('anyState') },
          ...STATUSES.map((one) => ({ value: one, label: t(`status.${one}`) })),
        ]}
        onChange={(event) => narrow({ status: event.currentTarget.value })}
      />
      <FilterText
        label={t('personId')}
        value={personId}
        fault={faultOf(personId)}
        onChange={(next) => narrow({ personId: next })}
      />
      <FilterText
        label={t('eventId')}
        value={eventId}
        fault={faultOf(eventId)}
        onChange={(next) => narrow({ eventId: next })}
      />
    </Filter>
  );
}

function useColumns(): readonly Column<Delivery>[] {
  const t = useText(DELIVERIES_TEXTS);
  const format = useFormat();
  return [
    {
      key: 'mail',
      head: t('mail'),
      isName: true,
      cell: ({ id, template }) => <HereLink search={{ open: id }}>{t(`template.${template}`)}</HereLink>,
    },
    { key: 'to', head: t('to'), cell: ({ recipient }) => <Recipient recipient={recipient} /> },
    { key: 'state', head: t('state'), cell: (delivery) => <Standing delivery={delivery} /> },
    {
      key: 'events',
      head: t('events'),
      isEnd: true,
      isWide: true,
      cell: ({ eventCount }) => format.number(eventCount),
    },
    { key: 'when', head: t('when'), isEnd: true, cell: ({ time }) => <Time at={time} /> },
  ];
}

export function Recipient({ recipient }: Pick<Delivery, 'recipient'>): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const may = useMay();
  const shown = recipient === null || may('deliveries:addresses') ? recipient : masked(recipient);
  return shown === null ? <span className="muted">{t('nobodyYet')}</span> : <bdi className="path">{shown}</bdi>;
}
