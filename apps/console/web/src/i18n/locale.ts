import { createContext, useContext } from 'react';
import { translator, type Catalogue, type Translate } from './catalogue.ts';

export const LOCALES = { en: 'English', de: 'Deutsch' } as const;
export type Locale = keyof typeof LOCALES;

export const LocaleContext = createContext<string>('en');

export function useLocale(): string {
  return useContext(LocaleContext);
}

export function useText<Key extends string>(catalogue: Catalogue<Key>): Translate<Key> {
  return made(catalogue, useLocale());
}

/** By the catalogue, and there by the locale: each cell of a table asks. */
const TRANSLATORS = new WeakMap<object, Map<string, unknown>>();

function made<Key extends string>(catalogue: Catalogue<Key>, locale: string): Translate<Key> {
  const known = TRANSLATORS.get(catalogue) ?? new Map<string, unknown>();
  const translate = (known.get(locale) as Translate<Key> | undefined) ?? translator(catalogue, locale);
  TRANSLATORS.set(catalogue, known.set(locale, translate));
  return translate;
}

/** What the account prefers, else the browser, else English. A pseudo-locale comes by `?locale=` alone, for tests. */
export function localeFor(preferred: string | null, asked: string | null): string {
  if (asked === 'en-XA' || asked === 'ar-XB') return asked;
  if (asked === 'en' || asked === 'de') return asked;
  return preferred ?? (navigator.language.startsWith('de') ? 'de' : 'en');
}

export function directionOf(locale: string): 'ltr' | 'rtl' {
  return locale.startsWith('ar') || locale.startsWith('he') ? 'rtl' : 'ltr';
}
