import type { ReactNode } from 'react';
import { useFormat } from '../../../i18n/format.ts';
import { useText } from '../../../i18n/locale.ts';
import { useKeyset } from '../../../ui/pages.ts';
import { Queried } from '../../../ui/panel.tsx';
import { State } from '../../../ui/state.tsx';
import { Table, type Column } from '../../../ui/table.tsx';
import { Segments } from '../../../ui/tabs.tsx';
import { useUrl } from '../../../ui/url.ts';
import type { Connection } from '../queries.ts';
import { itemsOf, KINDS, type Kind, type Shadow, type ShadowItem } from './queries.ts';
import { SideOf, Who } from './side.tsx';
import { SHADOW_TEXTS } from './texts.ts';

interface ItemsProps {
  readonly connection: Connection;
  readonly shadow: Shadow;
}

/** Whom the shadow would do something to, one kind at a time: the kind is in the address. */
export function Items({ connection, shadow }: ItemsProps): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const format = useFormat();
  const [{ kind: asked }, setUrl] = useUrl({ kind: '' });
  const countOf = (kind: Kind): number => shadow.users[kind] + shadow.groups[kind];
  const kind = KINDS.find((one) => one === asked) ?? KINDS.find((one) => countOf(one) > 0);
  if (kind === undefined) {
    return (
      <State icon="clock" title={t('nothing')}>
        {t('nothingText')}
      </State>
    );
  }
  return (
    <>
      <div className="panel-body">
        <Segments
          label={t('kinds')}
          value={kind}
          choices={KINDS.map((one) => ({
            value: one,
            label: t('kindCount', { name: t(`kind.${one}`), number: format.number(countOf(one)) }),
          }))}
          onChange={(next) => setUrl({ kind: next })}
        />
      </div>
      <ItemsOfKind key={kind} connection={connection} kind={kind} />
    </>
  );
}

interface OfKind {
  readonly connection: Connection;
  readonly kind: Kind;
}

function ItemsOfKind({ connection, kind }: OfKind): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const { query, more } = useKeyset({ ...itemsOf(connection.id, kind), isLive: true });
  const columns: readonly Column<ShadowItem>[] = [
    { key: 'who', head: t('who'), isName: true, cell: (item) => <Who item={item} /> },
    { key: 'changes', head: t('changes'), cell: (item) => <SideOf item={item} side={item.shadow} /> },
  ];
  return (
    <Queried query={query} rows={4}>
      {(items) =>
        items.length === 0 ? (
          <State icon="check" title={t('nothing')} />
        ) : (
          <Table caption={t('kinds')} columns={columns} rows={items} rowKey={({ id }) => id} more={more} />
        )
      }
    </Queried>
  );
}
