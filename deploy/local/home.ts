import { join, resolve } from 'node:path';
import { projectRoot } from './parts/project-root.js';

/** Where `npm start` keeps everything and its commands look: `.rollcall`, or the folder that ROLLCALL_HOME names. */
export function home(): string {
  const { ROLLCALL_HOME: named } = process.env;
  return named ? resolve(named) : join(projectRoot(), '.rollcall');
}
