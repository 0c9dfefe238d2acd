import { lazy, Suspense, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Skeleton } from '../../ui/state.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { useUrl } from '../../ui/url.ts';
import { PeopleTree } from './people-tree.tsx';
import type { People } from './queries.ts';
import { ORGANISATION } from './texts.ts';
import { useBranches } from './use-branches.ts';
import './chart.css';

const Picture = lazy(() => import('./picture.tsx').then(({ Picture: component }) => ({ default: component })));
const EverybodyBelow = lazy(() =>
  import('./everybody-below.tsx').then(({ EverybodyBelow: component }) => ({ default: component })),
);

const VIEWS = ['tree', 'picture', 'list'] as const;
type View = (typeof VIEWS)[number];

interface ChartProps {
  readonly tops: People;
  /** Who is at the top of it, where it is one person: then everybody below can be listed. */
  readonly root?: string;
}

/** As a tree, as a picture of what is open in it, or as a list of everybody below. */
export function Chart({ tops, root }: ChartProps): ReactNode {
  const t = useText(ORGANISATION);
  const [{ view }, setUrl] = useUrl({ view: VIEWS[0] });
  const views = VIEWS.filter((one) => one !== 'list' || root !== undefined);
  const chosen = views.find((one) => one === view) ?? VIEWS[0];
  return (
    <>
      <div className="chart-views">
        <Segments
          label={t('views')}
          value={chosen}
          choices={views.map((value) => ({ value, label: t(`view.${value}`) }))}
          onChange={(next) => setUrl({ view: next })}
        />
      </div>
      <Shown view={chosen} tops={tops} root={root ?? ''} />
    </>
  );
}

interface ShownProps {
  readonly view: View;
  readonly tops: People;
  readonly root: string;
}

/** What is open in the tree stays so in the picture. */
function Shown({ view, tops, root }: ShownProps): ReactNode {
  const branches = useBranches(tops);
  if (view === 'tree') return <PeopleTree {...branches} />;
  return (
    <Suspense fallback={<Skeleton rows={6} />}>
      {view === 'list' ? <EverybodyBelow root={root} /> : <Picture rows={branches.rows} />}
    </Suspense>
  );
}
