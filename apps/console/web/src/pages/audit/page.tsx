import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { EntriesPanel } from './entries.tsx';
import { Exports } from './exports.tsx';
import { useFilter } from './filter.ts';
import { OpenedEntry } from './opened-entry.tsx';
import { AUDIT } from './texts.ts';
import './page.css';

export function Page(): ReactNode {
  const t = useText(AUDIT);
  const { opened, open } = useFilter();
  return (
    <div className="stack">
      <PageHead description={t('description')} actions={<Exports />} />
      {opened !== '' && <OpenedEntry id={opened} onClose={() => open('')} />}
      <EntriesPanel />
    </div>
  );
}
