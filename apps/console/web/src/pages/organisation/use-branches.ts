import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { useDay } from '../../ui/day-choice.tsx';
import { idOf, rowsOf, type Row } from './branches.ts';
import { teamQuery, type People, type Somebody } from './queries.ts';

interface Branches {
  readonly rows: readonly Row<Somebody>[];
  readonly open: ReadonlySet<string>;
  readonly setOpen: (keys: ReadonlySet<string>) => void;
  /** Asks once more for what failed. */
  readonly retry: () => void;
}

const NOBODY: People = { people: [], isCut: false };

/** The tree as far as it is open: each level is asked for when it is opened. One alone at the top is open. */
export function useBranches(tops: People): Branches {
  const { moment } = useDay();
  const [first] = tops.people;
  const [chosen, setOpen] = useState<ReadonlySet<string> | null>(null);
  const open = chosen ?? new Set(tops.people.length === 1 && first !== undefined ? [first.id] : []);
  const ids = [...new Set([...open].map(idOf))];
  const asked = useQueries({ queries: ids.map((id) => teamQuery(id, moment)) });
  const teams = new Map(
    ids.map((id, at) => {
      const { data, isError = false } = asked[at] ?? {};
      return [id, { level: data === null ? NOBODY : data?.level, isFailed: isError }] as const;
    }),
  );
  return {
    rows: rowsOf(tops, { open, teams }),
    open,
    setOpen,
    retry: () => {
      for (const one of asked) if (one.isError) void one.refetch();
    },
  };
}
