import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import type { ProcessName } from '../../deploy/local/service-processes.js';
import type { Genome } from './attack.js';

export const WORST_FILE = join(projectRoot(), 'test/neighbours/worst.json');

/** What hurt most when it was searched for: `npm run neighbours -- --keep` writes the file. */
export function worstGenomes(): Readonly<Record<ProcessName, readonly Genome[]>> {
  // Written by main.ts alone.
  return JSON.parse(readFileSync(WORST_FILE, 'utf8')) as Record<ProcessName, readonly Genome[]>;
}
