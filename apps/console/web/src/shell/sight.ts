import { createContext, useContext } from 'react';

/** What an operator looks at by a grant. */
export interface Sight {
  /** Where the pages of it begin. */
  readonly base: string;
}

export const SightContext = createContext<Sight | null>(null);

/** null: what is shown is one's own. */
export function useSight(): Sight | null {
  return useContext(SightContext);
}
