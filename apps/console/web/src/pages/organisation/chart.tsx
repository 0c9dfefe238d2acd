import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Segments } from '../../ui/tabs.tsx';
import { useUrl } from '../../ui/url.ts';
import { PeopleTree } from './people-tree.tsx';
import { Picture } from './picture.tsx';
import type { People } from './queries.ts';
import { ORGANISATION } from './texts.ts';
import { useBranches } from './use-branches.ts';
import './chart.css';

const VIEWS = ['tree', 'picture'] as const;

/** As a tree, or as a picture of what is open in it. */
export function Chart({ tops }: { readonly tops: People }): ReactNode {
  const t = useText(ORGANISATION);
  const [{ view }, setUrl] = useUrl({ view: VIEWS[0] });
  const chosen = VIEWS.find((one) => one === view) ?? VIEWS[0];
  const branches = useBranches(tops);
  return (
    <>
      <div className="chart-views">
        <Segments
          label={t('views')}
          value={chosen}
          choices={VIEWS.map((value) => ({ value, label: t(`view.${value}`) }))}
          onChange={(next) => setUrl({ view: next })}
        />
      </div>
      {chosen === 'tree' ? <PeopleTree {...branches} /> : <Picture rows={branches.rows} />}
    </>
  );
}
