import type { Method } from '../queries.ts';

/** The best first. */
export const METHODS: readonly Method[] = ['federated', 'clientSecret', 'token', 'entraToken'];
