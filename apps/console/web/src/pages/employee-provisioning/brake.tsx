import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Meter } from '../../ui/facts.tsx';
import { Notice, Panel, Queried } from '../../ui/panel.tsx';
import { brakeQuery, releaseBrake, upholdBrake, type Brake, type Connection } from './queries.ts';
import { HOLD_TEXTS } from './hold-texts.ts';

const ReasonDialog = lazy(() =>
  import('./reason-dialog.tsx').then(({ ReasonDialog: component }) => ({ default: component })),
);

const TONE: Readonly<Record<Brake['state'], Tone>> = {
  off: 'neutral',
  open: 'ok',
  engaged: 'bad',
  upheld: 'warn',
  released: 'accent',
};

export function BrakePanel({ connection }: { readonly connection: Connection }): ReactNode {
  const t = useText(HOLD_TEXTS);
  const query = useQuery(brakeQuery(connection.id));
  const state = query.data?.state;
  return (
    <Panel
      part="brake"
      title={t('brake')}
      description={t('brakeText')}
      actions={state !== undefined && <Badge tone={TONE[state]}>{t(`brake.${state}`)}</Badge>}
    >
      <Queried query={query} rows={2}>
        {(brake) => <Standing connection={connection} brake={brake} />}
      </Queried>
    </Panel>
  );
}

function Standing({ connection, brake }: { readonly connection: Connection; readonly brake: Brake }): ReactNode {
  const t = useText(HOLD_TEXTS);
  if (brake.state === 'off') return <p className="muted">{t('brakeOffText')}</p>;
  const { people, most } = brake;
  const count = most === null ? t('brakeNoLimit', { people }) : t('brakeCount', { people, most });
  return (
    <div className="stack-small">
      <div className="row row-apart">
        <span className="number">{count}</span>
      </div>
      {most !== null && <Meter label={t('brake')} share={most === 0 ? 0 : people / most} text={count} />}
      <Held connection={connection} brake={brake} />
    </div>
  );
}

function Held({ connection, brake }: { readonly connection: Connection; readonly brake: Brake }): ReactNode {
  const t = useText(HOLD_TEXTS);
  const format = useFormat();
  const may = useMay();
  const [open, setOpen] = useState<'release' | 'uphold' | null>(null);
  const { state, held, told, releasedUntil } = brake;
  if (state === 'released' && releasedUntil !== null) {
    return (
      <Notice
        tone="neutral"
        icon="clock"
        title={t('brakeReleasedText', { time: format.local(new Date(releasedUntil)) })}
      />
    );
  }
  if (state !== 'engaged' && state !== 'upheld') return null;
  const actions = may('brake:lift') && (
    <>
      <Button kind="primary" isSmall onClick={() => setOpen('release')}>
        {t('release')}
      </Button>
      {state === 'engaged' && (
        <Button isSmall onClick={() => setOpen('uphold')}>
          {t('uphold')}
        </Button>
      )}
    </>
  );
  return (
    <>
      <Notice
        tone="bad"
        title={told > 0 ? t('brakeTold', { count: told }) : t('brakeEngaged', { count: held })}
        actions={actions}
      >
        <p>{t(textOf(state, told))}</p>
      </Notice>
      <Suspense>
        {open !== null && (
          <ReasonDialog
            what={open}
            act={(reason) =>
              open === 'release' ? releaseBrake(connection.id, reason) : upholdBrake(connection.id, reason)
            }
            onClose={() => setOpen(null)}
          />
        )}
      </Suspense>
    </>
  );
}

function textOf(state: 'engaged' | 'upheld', told: number): 'brakeUpheldText' | 'brakeToldText' | 'brakeEngagedText' {
  if (state === 'upheld') return 'brakeUpheldText';
  return told > 0 ? 'brakeToldText' : 'brakeEngagedText';
}
