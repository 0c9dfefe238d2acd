import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Icon } from '../../ui/icon.tsx';
import { PersonLink } from '../people/parts.tsx';
import { FindingTable } from './finding-table.tsx';
import type { Found } from './findings-queries.ts';
import { ORGANISATION } from './texts.ts';

type Circle = Found<'circle'>;

/** Each circle once. */
export function Circles(): ReactNode {
  const t = useText(ORGANISATION);
  const format = useFormat();
  const columns = [
    { key: 'members', head: t('reportsTo'), isName: true, cell: (circle: Circle) => <Members circle={circle} /> },
    { key: 'size', head: t('people'), isEnd: true, cell: ({ size }: Circle) => format.number(size) },
  ];
  return <FindingTable kind="circle" columns={columns} rowKey={({ members }) => members[0]?.id ?? ''} />;
}

/** Each reports to the next one, and the last to the first: the directory has who reports to each behind them. */
function Members({ circle: { members, size } }: { readonly circle: Circle }): ReactNode {
  const t = useText(ORGANISATION);
  const upwards = members.toReversed();
  const [first] = upwards;
  const others = size - members.length;
  return (
    <ol className="circle">
      {upwards.map(({ id, displayName }) => (
        <li key={id}>
          <PersonLink id={id} name={displayName} />
          <Icon name="chevron" size={12} />
          <span className="hidden-visually">{t('toWhom')}</span>
        </li>
      ))}
      {others > 0 && (
        <li className="muted">
          {t('others', { count: others })}
          <Icon name="chevron" size={12} />
        </li>
      )}
      {first !== undefined && <li className="muted">{<bdi className="path">{first.displayName}</bdi>}</li>}
    </ol>
  );
}
