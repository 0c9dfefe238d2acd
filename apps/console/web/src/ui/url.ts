import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

type Strings = Readonly<Record<string, string>>;

/** The part of the address behind `?` as state: what is as its default is left out of it. */
export function useUrl<Defaults extends Strings>(
  defaults: Defaults,
): [{ readonly [Key in keyof Defaults]: string }, (next: Partial<Record<keyof Defaults, string>>) => void] {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = useCallback(
    (next: Partial<Record<keyof Defaults, string>>) => {
      const merge = (before: Readonly<Record<string, unknown>>): Strings => {
        const all = Object.entries({ ...before, ...next }).map(([key, value]) => [key, asText(value)] as const);
        return Object.fromEntries(all.filter(([key, value]) => value !== (defaults[key] ?? '')));
      };
      void navigate({ to: '.', search: merge, replace: true, resetScroll: false });
    },
    // The defaults are a literal in the component: the same at each call.
    [navigate],
  );
  const entries = Object.keys(defaults).map((key) => [key, asText(search[key] ?? defaults[key])]);
  return [Object.fromEntries(entries) as { [Key in keyof Defaults]: string }, set];
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
