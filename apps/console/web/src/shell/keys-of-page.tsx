import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useKeys } from './use-keys.ts';

const KeysDialog = lazy(() =>
  import('./keys-dialog.tsx').then(({ KeysDialog: component }) => ({ default: component })),
);

/** What is pressed anywhere on a page. */
export function KeysOfPage(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  useKeys(() => setOpen(true));
  return <Suspense>{isOpen && <KeysDialog onClose={() => setOpen(false)} />}</Suspense>;
}
