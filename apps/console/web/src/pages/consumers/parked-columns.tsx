import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import type { Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useActor } from '../team/names.ts';
import { useEventInWords } from './event-in-words.ts';
import type { Decision, Parked } from './queries.ts';
import { Reason } from './reason.tsx';
import { CONSUMERS_TEXTS } from './texts.ts';

export interface Chosen {
  readonly decision: Decision;
  readonly parked: Parked;
}

export function useColumns(onChoose: (chosen: Chosen) => void): readonly Column<Parked>[] {
  const t = useText(CONSUMERS_TEXTS);
  const format = useFormat();
  const may = useMay();
  const actions: Column<Parked> = {
    key: 'actions',
    head: t('actions'),
    isHeadHidden: true,
    isEnd: true,
    cell: (parked) => parked.discardedAt === null && <Actions parked={parked} onChoose={onChoose} />,
  };
  return [
    { key: 'event', head: t('parked'), isName: true, cell: (parked) => <Event parked={parked} /> },
    { key: 'why', head: t('why'), cell: (parked) => <Why parked={parked} /> },
    { key: 'attempts', head: t('attempts'), isEnd: true, isWide: true, cell: (one) => format.number(one.attempts) },
    { key: 'since', head: t('since'), isEnd: true, isWide: true, cell: ({ parkedAt }) => <Time at={parkedAt} /> },
    ...(may('parked:release') ? [actions] : []),
  ];
}

function Event({ parked: { eventType, topic, partition, offset } }: { readonly parked: Parked }): ReactNode {
  const inWords = useEventInWords();
  return (
    <div className="stack-small">
      <span className="path">{inWords(eventType)}</span>
      <span className="mono muted small path">{`${topic}/${partition}/${offset}`}</span>
    </div>
  );
}

function Why({ parked }: { readonly parked: Parked }): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  const actor = useActor();
  const { kind, because, discardedBy, discardedWhy } = parked;
  if (discardedBy === null) return <Reason kind={kind} because={because} />;
  return <Reason kind={kind} because={t('discardedBy', { by: actor(discardedBy), why: discardedWhy ?? '' })} />;
}

interface ActionsProps {
  readonly parked: Parked;
  readonly onChoose: (chosen: Chosen) => void;
}

function Actions({ parked, onChoose }: ActionsProps): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  const place = `${parked.topic}/${parked.partition}/${parked.offset}`;
  const button = (decision: Decision): ReactNode => (
    <Button
      isSmall
      kind="quiet"
      aria-label={t(`${decision}Of`, { place })}
      onClick={() => onChoose({ decision, parked })}
    >
      {t(decision)}
    </Button>
  );
  return (
    <span className="row">
      {button('release')}
      {button('discard')}
    </span>
  );
}
