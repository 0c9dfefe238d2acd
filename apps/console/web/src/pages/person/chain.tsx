import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { useDay } from '../../ui/day-choice.tsx';
import { Notice, Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { PersonLink } from '../people/parts.tsx';
import { chainQuery, type Chain } from './queries.ts';
import { PERSON } from './texts.ts';

/** To whom somebody reports, and to whom they do. */
export function ChainPanel({ id }: { readonly id: string }): ReactNode {
  const t = useText(PERSON);
  const { moment } = useDay();
  const query = useQuery(chainQuery(id, moment));
  return (
    <Panel title={t('chain')} description={t('chainText')}>
      <Queried query={query} rows={2}>
        {(chain) =>
          chain === null || chain.items.length === 0 ? (
            <State icon="organisation" title={t('noChain')} />
          ) : (
            <Above chain={chain} />
          )
        }
      </Queried>
    </Panel>
  );
}

function Above({ chain: { items, isCircle } }: { readonly chain: Chain }): ReactNode {
  const t = useText(PERSON);
  const { search } = useDay();
  return (
    <div className="stack-small">
      {isCircle && (
        <Notice tone="warn" title={t('circle')}>
          {t('circleText')}
        </Notice>
      )}
      <ol className="plain-list">
        {items.map(({ id, displayName, title, active }) => (
          <li key={id} className="row">
            <PersonLink id={id} name={displayName} search={search} />
            {title !== null && <bdi className="muted small path">{title}</bdi>}
            {!active && <Badge>{t('hasLeft')}</Badge>}
          </li>
        ))}
      </ol>
    </div>
  );
}
