import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import type { Column } from '../../ui/table.tsx';
import type { NamesOfManagers } from '../people/named.tsx';
import { PersonLink } from '../people/parts.tsx';
import { ChangeLine } from '../person/changed.tsx';
import { useCompared } from './compared.ts';
import { changesOf, type Kind } from './differences.ts';
import type { Difference } from './queries.ts';
import { COMPARE } from './texts.ts';

const TONES: Readonly<Record<Kind, Tone>> = {
  joined: 'ok',
  left: 'neutral',
  activated: 'ok',
  deactivated: 'neutral',
  moved: 'accent',
  changed: 'accent',
};

export function useColumns(names: NamesOfManagers): readonly Column<Difference>[] {
  const t = useText(COMPARE);
  const { compared, searchOf } = useCompared();
  // Who has left since is shown as of the day before.
  const at = (kinds: Difference['kinds']): string => (kinds.includes('left') ? compared.from : compared.to);
  return [
    {
      key: 'name',
      head: t('name'),
      isName: true,
      cell: ({ id, displayName, kinds }) => <PersonLink id={id} name={displayName} search={searchOf(at(kinds))} />,
    },
    {
      key: 'kinds',
      head: t('kind'),
      cell: ({ kinds }) => (
        <span className="row">
          {kinds.map((kind) => (
            <Badge key={kind} tone={TONES[kind]}>
              {t(`kind.${kind}`)}
            </Badge>
          ))}
        </span>
      ),
    },
    { key: 'changes', head: t('changes'), cell: (row) => <Changed row={row} names={names} /> },
  ];
}

/** So many stand in a row at once; the others are behind one step. */
const SHOWN = 3;

interface ChangedProps {
  readonly row: Difference;
  readonly names: NamesOfManagers;
}

function Changed({ row, names }: ChangedProps): ReactNode {
  const t = useText(COMPARE);
  const changes = changesOf(row);
  const lines = changes.map((change) => <ChangeLine key={change.path} change={change} names={names} />);
  if (lines.length === 0) return <span className="muted">–</span>;
  if (lines.length <= SHOWN) return lines;
  return (
    <>
      {lines.slice(0, SHOWN)}
      <details>
        <summary className="muted small">{t('others', { count: lines.length - SHOWN })}</summary>
        {lines.slice(SHOWN)}
      </details>
    </>
  );
}
