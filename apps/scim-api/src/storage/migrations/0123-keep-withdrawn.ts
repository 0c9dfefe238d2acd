import { migration } from '#postgres';

/**
 * What an operator withdrew is told from what name servers withdrew, which alone they may give back: these left who had verified it,
 * and a restored backup does not say.
 */
export const KeepWithdrawn0123 = migration('KeepWithdrawn1764000000123', () => [
  `update tenant_domains
      set verified_by = 'operator'
    where state = 'withdrawn'
      and verified_by is null
      and reason <> 'withdrawn before a backup was restored'`,
]);
