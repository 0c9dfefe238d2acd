import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useUrl } from '../../ui/url.ts';
import { SegmentsPanel } from './list.tsx';
import { OpenedSegment } from './opened-segment.tsx';
import type { Segment } from './queries.ts';
import { SEGMENTS_TEXTS } from './texts.ts';

const WriteDialog = lazy(() =>
  import('./write-dialog.tsx').then(({ WriteDialog: component }) => ({ default: component })),
);
const RemoveDialog = lazy(() =>
  import('./remove-dialog.tsx').then(({ RemoveDialog: component }) => ({ default: component })),
);

/** What is asked: a new one, another filter, or whether it goes. */
type Asked = { readonly what: 'write'; readonly segment: Segment | null } | { readonly what: 'remove'; name: string };

export function Page(): ReactNode {
  const t = useText(SEGMENTS_TEXTS);
  const may = useMay();
  const [asked, ask] = useState<Asked | null>(null);
  const [{ open }, setUrl] = useUrl({ open: '', by: '' });
  const change = {
    onChange: (segment: Segment) => ask({ what: 'write', segment }),
    onRemove: (name: string) => ask({ what: 'remove', name }),
  };
  const add = may('segments:change') && (
    <Button kind="primary" onClick={() => ask({ what: 'write', segment: null })}>
      <Icon name="plus" size={16} />
      {t('add')}
    </Button>
  );
  return (
    <div className="stack">
      <PageHead description={t('description')} actions={add} />
      {open !== '' && <OpenedSegment name={open} onClose={() => setUrl({ open: '', by: '' })} />}
      <SegmentsPanel {...change} />
      <Suspense>
        {asked?.what === 'write' && <WriteDialog segment={asked.segment} onClose={() => ask(null)} />}
        {asked?.what === 'remove' && (
          <RemoveDialog
            name={asked.name}
            onClose={() => ask(null)}
            onRemoved={() => setUrl(open === asked.name ? { open: '', by: '' } : {})}
          />
        )}
      </Suspense>
    </div>
  );
}
