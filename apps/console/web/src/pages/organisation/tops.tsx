import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { HereLink } from '../../ui/link.tsx';
import { Tiles } from '../../ui/facts.tsx';
import { isOrphan } from './orphan.ts';
import type { People } from './queries.ts';
import { ORGANISATION } from './texts.ts';

/** Of a day before: how many were at the top, and whom nobody led who should be led; what more is known of the present. */
export function Tops({ tops }: { readonly tops: People | undefined }): ReactNode {
  const t = useText(ORGANISATION);
  const format = useFormat();
  if (tops === undefined) return null;
  const orphans = tops.people.filter(isOrphan).length;
  const counted = (count: number): string => (tops.isCut ? t('atLeast', { count }) : format.number(count));
  return (
    <div className="stack-small">
      <Tiles
        tiles={[
          { label: t('atTop'), value: counted(tops.people.length - orphans) },
          { label: t('finding.orphan'), value: counted(orphans) },
        ]}
      />
      <p className="muted small">
        {t('presentOnly')} <HereLink search={{ on: undefined, in: undefined }}>{t('toPresent')}</HereLink>
      </p>
    </div>
  );
}
