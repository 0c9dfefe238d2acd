import type { QueryClient } from '@tanstack/react-query';
import { makeQueryClient } from '../../api/query-client.ts';

/** Nothing is asked again by itself: each read under a grant is an entry of the tenant's audit log. */
export function makeQuietClient(): QueryClient {
  const client = makeQueryClient();
  const usual = client.defaultQueryOptions.bind<QueryClient['defaultQueryOptions']>(client);
  const quiet = (options: Parameters<typeof usual>[0]) => ({
    ...usual(options),
    refetchInterval: false,
    refetchOnWindowFocus: false,
  });
  client.defaultQueryOptions = quiet as typeof usual;
  return client;
}
