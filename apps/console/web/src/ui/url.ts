import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';

type Strings = Readonly<Record<string, string>>;

/**
 * The part of the address behind `?` as state: what is as its default is left out of it. What somebody chooses is shown at once,
 * since a field whose value came back with the address alone would show the old one for some frames.
 */
export function useUrl<Defaults extends Strings>(
  defaults: Defaults,
): [Values<Defaults>, (next: Partial<Record<keyof Defaults, string>>) => void] {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const values = Object.fromEntries(
    Object.keys(defaults).map((key) => [key, asText(search[key] ?? defaults[key])]),
  ) as Values<Defaults>;
  const [ahead, setAhead] = useAhead(values);
  const set = useCallback(
    (next: Partial<Record<keyof Defaults, string>>) => {
      setAhead(next);
      const merge = (before: Readonly<Record<string, unknown>>): Strings => {
        const all = Object.entries({ ...before, ...next }).map(([key, value]) => [key, asText(value)] as const);
        return Object.fromEntries(all.filter(([key, value]) => value !== (defaults[key] ?? '')));
      };
      void navigate({ to: '.', search: merge, replace: true, resetScroll: false });
    },
    // The defaults are a literal in the component: the same at each call.
    [navigate, setAhead],
  );
  return [ahead, set];
}

type Values<Defaults> = { readonly [Key in keyof Defaults]: string };

/** What was chosen over what the address has, until that has changed. */
function useAhead<Defaults>(
  values: Values<Defaults>,
): [Values<Defaults>, (next: Partial<Record<keyof Defaults, string>>) => void] {
  const address = JSON.stringify(values);
  const [seen, setSeen] = useState(address);
  const [chosen, choose] = useState<Partial<Values<Defaults>>>({});
  if (address !== seen) {
    setSeen(address);
    choose({});
  }
  const add = useCallback(
    (next: Partial<Record<keyof Defaults, string>>) => choose((before) => ({ ...before, ...next })),
    [],
  );
  return [address === seen ? { ...values, ...chosen } : values, add];
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
