import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Unanswered } from './awaited.ts';
import { ApiProblem, isProblem } from './problem.ts';
import { sessionQuery } from './session.ts';

/** A list that somebody looks at is asked again so often: a change shows within two seconds. */
export const LIVE_MS = 1_500;

export function makeQueryClient(): QueryClient {
  // Whoever is told that nobody is signed in asks who is: the shell then offers to sign in again, in place.
  const onError = (error: unknown): void => {
    if (isProblem(error, 401)) void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What a service said stays said; a connection that broke may be tried once more.
        retry: (failures, error) => !(error instanceof ApiProblem || error instanceof Unanswered) && failures < 1,
        refetchOnWindowFocus: true,
        // Offline, too: what waits for the network fails nowhere, and what was answered before looks like what is so now.
        networkMode: 'always',
        refetchOnReconnect: true,
      },
      mutations: { retry: false },
    },
  });
  return client;
}
