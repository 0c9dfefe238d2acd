import type { ReactNode } from 'react';
import { useSession } from '../api/session.ts';
import { useLocale, useText } from '../i18n/locale.ts';
import { PAGES } from '../pages/pages.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { UI } from '../ui/texts.ts';
import { mayOpen } from './place.ts';
import { SHELL } from './texts.ts';
import { titleOf } from './title.ts';

/** Every key and what it does. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useText(SHELL);
  const ui = useText(UI);
  const locale = useLocale();
  const session = useSession();
  const jumps = PAGES.flatMap((page) => {
    const key = page.nav?.key;
    return key === undefined || !mayOpen(session, page) ? [] : [{ keys: ['g', key], text: titleOf(page, locale) }];
  });
  const rows = [
    { keys: ['?'], text: t('keysList') },
    { keys: ['/'], text: t('search') },
    ...jumps,
    { keys: ['Esc'], text: t('keysClose') },
  ];
  const action = (
    <Button kind="primary" onClick={onClose}>
      {ui('close')}
    </Button>
  );
  return (
    <Dialog title={t('keys')} isOpen onClose={onClose} actions={action}>
      <dl className="keys">
        {rows.map(({ keys, text }) => (
          <div key={keys.join(' ')}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className="muted small">{t('keysOff')}</p>
    </Dialog>
  );
}
