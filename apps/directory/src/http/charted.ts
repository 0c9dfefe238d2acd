import type { Page } from '#service';
import type { ChartRow } from '../storage/statements/list-places.js';
import type { Standing } from './past.js';

/** Somebody with their place, before anybody has asked whether whoever asks may see it. */
export interface Charted extends Standing {
  readonly managerId: string | null;
  readonly directs: number;
  readonly everybody: number | null;
  readonly more: boolean;
}

export interface Placed {
  readonly placesAt: string | null;
}

export interface ChartPage extends Page<Charted>, Placed {
  readonly root: Charted | null;
  readonly counts: Omit<ChartRow, 'generation' | 'madeAt'> | null;
}

export interface EverybodyPage extends Page<Charted>, Placed {
  readonly total: number | null;
}
