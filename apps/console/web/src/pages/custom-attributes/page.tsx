import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { DefinedPanel } from './defined.tsx';
import { attributesQuery, type Definition } from './queries.ts';
import { SeenPanel } from './seen-panel.tsx';
import { ATTRIBUTES_TEXTS } from './texts.ts';

const DefineDialog = lazy(() =>
  import('./define-dialog.tsx').then(({ DefineDialog: component }) => ({ default: component })),
);
const RetireDialog = lazy(() =>
  import('./retire-dialog.tsx').then(({ RetireDialog: component }) => ({ default: component })),
);

/** What is asked about an attribute: nothing, its definition, or whether it goes. */
type Open =
  | { readonly what: 'define'; readonly draft: Definition; readonly isKnown: boolean }
  | { readonly what: 'retire'; readonly name: string }
  | null;

const NEW: Definition = { name: '', type: 'option', description: '', sensitive: false };

export function Page(): ReactNode {
  const t = useText(ATTRIBUTES_TEXTS);
  const may = useMay();
  const [open, setOpen] = useState<Open>(null);
  const define = (draft: Definition, isKnown: boolean): void => setOpen({ what: 'define', draft, isKnown });
  const add = may('settings:change') && (
    <Button kind="primary" onClick={() => define(NEW, false)}>
      <Icon name="plus" size={16} />
      {t('define')}
    </Button>
  );
  return (
    <div className="stack">
      <PageHead badge={<Count />} description={t('description')} actions={add} />
      <SeenPanel onDefine={(name) => define({ ...NEW, name }, true)} />
      <DefinedPanel
        onChange={({ name, type, description, sensitive }) => define({ name, type, description, sensitive }, true)}
        onRetire={(name) => setOpen({ what: 'retire', name })}
      />
      <Suspense>
        <Asked open={open} onClose={() => setOpen(null)} />
      </Suspense>
    </div>
  );
}

function Asked({ open, onClose }: { readonly open: Open; readonly onClose: () => void }): ReactNode {
  switch (open?.what) {
    case 'define':
      return <DefineDialog draft={open.draft} isKnown={open.isKnown} onClose={onClose} />;
    case 'retire':
      return <RetireDialog name={open.name} onClose={onClose} />;
    case undefined:
      return null;
  }
}

function Count(): ReactNode {
  const t = useText(ATTRIBUTES_TEXTS);
  const { data } = useQuery(attributesQuery);
  if (data === undefined) return null;
  return <Badge>{t('definedCount', { count: data.filter(({ retiredAt }) => retiredAt === null).length })}</Badge>;
}
