import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Time } from '../../ui/time.tsx';
import { Tiles } from '../../ui/facts.tsx';
import type { Charted } from './queries.ts';
import { ORGANISATION } from './texts.ts';

/** How large the company is, and what of it is not as it should be: nothing while that is awaited. */
export function Counted({ told }: { readonly told: Charted | undefined }): ReactNode {
  const t = useText(ORGANISATION);
  const format = useFormat();
  if (told === undefined) return null;
  const { counts, level } = told;
  // Of a company that nobody is in yet nothing is counted, for however long.
  if (counts === null && level.people.length === 0 && !level.isCut) return null;
  if (counts === null) return <p className="muted small">{t('counting')}</p>;
  const tile = (label: string, count: number) => ({ label, value: format.number(count) });
  return (
    <div className="stack-small">
      <Tiles
        tiles={[
          tile(t('people'), counts.people),
          tile(t('levels'), counts.levels),
          tile(t('atTop'), counts.roots),
          tile(t('finding.orphan'), counts.orphans),
          tile(t('finding.circle'), counts.circles),
        ]}
      />
      <CountedAt at={told.placesAt} />
    </div>
  );
}

/** As of when; nothing where nothing is counted yet. */
export function CountedAt({ at }: { readonly at: string | null }): ReactNode {
  const t = useText(ORGANISATION);
  if (at === null) return null;
  return (
    <p className="muted small">
      {t('countedAt')} <Time at={at} />
    </p>
  );
}
