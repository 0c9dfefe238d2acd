import type { ReactNode } from 'react';
import { MovementsPanel } from '../people/movements.tsx';
import { PeopleTotals } from '../people/totals.tsx';

/** Who keeps no connection asks who came and who left. */
export function People(): ReactNode {
  return (
    <>
      <PeopleTotals />
      <MovementsPanel />
    </>
  );
}
