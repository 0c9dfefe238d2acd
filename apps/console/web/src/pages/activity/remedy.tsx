import { lazy, Suspense, type ReactNode } from 'react';
import { useLocale } from '../../i18n/locale.ts';
import type { Refusal } from './remedies.ts';

// Apart: who reads English does not load them, and Overview has no room for them.
const Translated = lazy(async () => ({ default: (await import('./translated-remedy.tsx')).TranslatedRemedy }));

/** What mends a refusal, in the language of the page. */
export function Remedy({ code, remedy }: Refusal): ReactNode {
  if (!useLocale().startsWith('de')) return remedy;
  return (
    <Suspense>
      <Translated code={code} remedy={remedy} />
    </Suspense>
  );
}
