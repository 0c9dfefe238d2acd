import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { useUrl } from '../../ui/url.ts';
import { Circles } from './circles.tsx';
import { FINDINGS, type FindingKind } from './findings-queries.ts';
import { OrphansNow } from './orphans-now.tsx';
import type { Charted } from './queries.ts';
import { ORGANISATION } from './texts.ts';
import { UnderDisabled } from './under-disabled.tsx';

const TABLES: Readonly<Record<FindingKind, () => ReactNode>> = {
  orphan: OrphansNow,
  'disabled-manager': UnderDisabled,
  circle: Circles,
};

/** What of the organisation somebody should look at, a kind at a time; of the present alone. */
export function Findings({ counts }: Pick<Charted, 'counts'>): ReactNode {
  const t = useText(ORGANISATION);
  const format = useFormat();
  const [{ finding }, setUrl] = useUrl({ finding: FINDINGS[0] });
  const chosen = FINDINGS.find((one) => one === finding) ?? FINDINGS[0];
  const countOf: Partial<Record<FindingKind, number>> =
    counts === null ? {} : { orphan: counts.orphans, circle: counts.circles };
  const labelOf = (kind: FindingKind): string => {
    const count = countOf[kind];
    const label = t(`finding.${kind}`);
    return count === undefined ? label : t('findingCount', { label, count: format.number(count) });
  };
  const Shown = TABLES[chosen];
  return (
    <Panel title={t('findings')} description={t(`text.${chosen}`)} isFlush>
      <div className="chart-views">
        <Segments
          label={t('findings')}
          value={chosen}
          choices={FINDINGS.map((value) => ({ value, label: labelOf(value) }))}
          onChange={(next) => setUrl({ finding: next })}
        />
      </div>
      <Shown />
    </Panel>
  );
}
