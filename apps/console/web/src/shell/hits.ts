import { queryOptions } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answer, directoryApi, type AnswerOf } from '../api/client.ts';
import type { operations } from '../api/generated/directory.ts';
import { isEnough } from '../ui/enough.ts';

export type Hit = AnswerOf<operations['search']>['items'][number];

/** As many as are seen at a glance: Enter leads to all. */
const MOST = 6;
const PATIENCE_MS = 250;

/** The best of who is found. An answer to what was typed before is dropped: it is another question's. */
export const hitsQuery = (q: string) =>
  queryOptions({
    queryKey: ['directory', 'hits', q] as const,
    queryFn: async ({ signal }): Promise<readonly Hit[]> =>
      (await answer(directoryApi.GET('/search', { params: { query: { q, limit: MOST } }, signal }))).items,
    enabled: isEnough(q),
    // While more is typed, or less, who was found stays until the answer is there.
    placeholderData: (found, asked) => (isPartOf(q, asked?.queryKey[2]) ? found : undefined),
  });

function isPartOf(q: string, before: string | undefined): boolean {
  return before !== undefined && (q.startsWith(before) || before.startsWith(q));
}

/** What was typed, when nothing more came for a moment. */
export function useSettled(text: string): string {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => settle(text), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
