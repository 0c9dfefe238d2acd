import type { Pool } from 'pg';
import type { ShareSettings } from '#service';
import { GatheredReads } from './gathered-reads.js';
import { ListReads, type ListPools } from './list-reads.js';

/** What all readers of a process read with: look-ups and lists, each with connections and turns of their own. */
export interface Reads {
  readonly lookUps: GatheredReads;
  readonly lists: ListReads;
}

export function openReads(lookUps: Pool, lists: ListPools, settings: ShareSettings): Reads {
  return { lookUps: new GatheredReads(lookUps), lists: new ListReads(lists, settings) };
}
