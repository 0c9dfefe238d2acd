import type { ReactNode } from 'react';
import { useAct } from '../../../api/act.ts';
import { useMay } from '../../../api/session.ts';
import { useText } from '../../../i18n/locale.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { useKeyset } from '../../../ui/pages.ts';
import { Notice, Queried } from '../../../ui/panel.tsx';
import { Table, type Column } from '../../../ui/table.tsx';
import { toast } from '../../../ui/toast.tsx';
import { CONNECTIONS, type Connection } from '../queries.ts';
import { decide, undecidedOf, type ShadowItem, type Taken } from './queries.ts';
import { SideOf, Who } from './side.tsx';
import { SHADOW_TEXTS } from './texts.ts';

interface OfConnection {
  readonly connection: Connection;
}

/** What a person decides: what the shadow has beside what is. */
export function Undecided({ connection: { id } }: OfConnection): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const may = useMay();
  const { query, more } = useKeyset({ ...undecidedOf(id), isLive: true });
  const { run, isBusy, fault } = useAct({
    act: ({ item, take }: { readonly item: ShadowItem; readonly take: Taken }) => decide(id, item, take),
    onDone: () => toast(t('decided')),
    changes: [CONNECTIONS],
  });
  const onTake = (item: ShadowItem, take: Taken): void => run({ item, take });
  const deciding: Column<ShadowItem> = {
    key: 'take',
    head: t('take'),
    isHeadHidden: true,
    cell: (item) => <Choices item={item} isBusy={isBusy} onTake={onTake} />,
  };
  const columns: readonly Column<ShadowItem>[] = [
    { key: 'who', head: t('who'), isName: true, cell: (item) => <WhoAndWhy item={item} /> },
    { key: 'shadow', head: t('inShadow'), cell: (item) => <SideOf item={item} side={item.shadow} /> },
    { key: 'live', head: t('live'), cell: (item) => <LiveOf item={item} /> },
    ...(may('shadow:decide') ? [deciding] : []),
  ];
  return (
    <>
      {fault !== null && <Notice tone="bad" title={fault} />}
      <Queried query={query} rows={4}>
        {(items) => (
          <Table
            caption={t('undecided', { count: items.length })}
            columns={columns}
            rows={items}
            rowKey={(item) => item.id}
            more={more}
          />
        )}
      </Queried>
    </>
  );
}

interface OfItem {
  readonly item: ShadowItem;
}

function WhoAndWhy({ item }: OfItem): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const { because } = item;
  return (
    <div className="stack-small">
      <Who item={item} />
      {because !== null && (
        <Badge tone="warn">{because === 'moved' ? t('because.moved') : t('because', { code: because })}</Badge>
      )}
    </div>
  );
}

function LiveOf({ item }: OfItem): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const { live } = item;
  if (live === null || live.version === null) return <span className="muted">{t('gone')}</span>;
  return <SideOf item={item} side={live} />;
}

interface ChoicesProps extends OfItem {
  readonly isBusy: boolean;
  readonly onTake: (item: ShadowItem, take: Taken) => void;
}

function Choices({ item, isBusy, onTake }: ChoicesProps): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const name = item.name ?? item.id;
  return (
    <span className="row">
      <Button
        isSmall
        isDisabled={isBusy}
        aria-label={t('takeShadowOf', { name })}
        onClick={() => onTake(item, 'shadow')}
      >
        {t('takeShadow')}
      </Button>
      <Button isSmall isDisabled={isBusy} aria-label={t('takeLiveOf', { name })} onClick={() => onTake(item, 'live')}>
        {t('takeLive')}
      </Button>
    </span>
  );
}
