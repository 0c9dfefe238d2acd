import { useMatches } from '@tanstack/react-router';
import type { PageRoute } from '../pages/page-route.ts';

export function useCurrentPage(): PageRoute | undefined {
  const matches = useMatches();
  return matches.map(({ staticData }) => (staticData as { readonly page?: PageRoute }).page).findLast(Boolean);
}
