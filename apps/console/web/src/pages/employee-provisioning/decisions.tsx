import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Translate } from '../../i18n/catalogue.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { DECISION_TEXTS } from './decision-texts.ts';
import { decisionsQuery, type Connection, type Decision } from './queries.ts';
import { PROVISIONING } from './texts.ts';

const SHOWN = 10;

/** Live: what the wire says in two words is told here with what was expected and what came. */
export function DecisionsPanel({ connection }: { readonly connection: Connection }): ReactNode {
  const t = useText(DECISION_TEXTS);
  const page = useText(PROVISIONING);
  const query = useQuery(decisionsQuery(connection.id));
  const columns: readonly Column<Decision>[] = [
    { key: 'when', head: t('when'), isName: true, cell: ({ at }) => <Time at={at} /> },
    { key: 'result', head: t('result'), cell: (decision) => <Outcome decision={decision} /> },
    { key: 'method', head: page('method'), isWide: true, cell: ({ method }) => page(`method.${method}`) },
    {
      key: 'network',
      head: t('network'),
      isWide: true,
      cell: ({ network }) => <span className="mono">{network}</span>,
    },
  ];
  return (
    <Panel title={t('decisions')} description={t('decisionsText')} isFlush>
      <Queried query={query} rows={3}>
        {(decisions) =>
          decisions.length === 0 ? (
            <State icon="shield" title={t('noDecisions')}>
              {t('noDecisionsText')}
            </State>
          ) : (
            <Table
              caption={t('decisions')}
              columns={columns}
              rows={decisions.slice(0, SHOWN)}
              rowKey={({ id }) => id}
            />
          )
        }
      </Queried>
    </Panel>
  );
}

/** When it was decided, and what. */
export function DatedOutcome({ decision }: { readonly decision: Decision }): ReactNode {
  return (
    <div className="stack-small">
      <Time at={decision.at} />
      <Outcome decision={decision} />
    </div>
  );
}

function Outcome({ decision: { reason, expected, received } }: { readonly decision: Decision }): ReactNode {
  const t = useText(DECISION_TEXTS);
  if (reason === null) return <Badge tone="ok">{t('admitted')}</Badge>;
  return (
    <div className="stack-small">
      <span className="row">
        <Badge tone="bad">{t('notAdmitted')}</Badge>
        <span>{remedyOf(reason, t)}</span>
      </span>
      {(expected !== null || received !== null) && (
        <dl className="facts small">
          <dt>{t('expected')}</dt>
          <dd className="mono">{expected ?? '–'}</dd>
          <dt>{t('received')}</dt>
          <dd className="mono">{received ?? '–'}</dd>
        </dl>
      )}
    </div>
  );
}

type Key = keyof typeof DECISION_TEXTS.en;
/** Each of today has its text; of a reason that came later than these texts, its name. */
function remedyOf(reason: NonNullable<Decision['reason']>, t: Translate<Key>): string {
  const key: Key = `reason.${reason}`;
  return key in DECISION_TEXTS.en ? t(key) : t('reason.other', { code: reason });
}
