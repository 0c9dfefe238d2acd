import { isAbsolute, relative } from 'node:path';
import { projectRoot } from './parts/project-root.js';

/** A command found no run.json: in one line where it looked, and what else would do. */
export function nothingRuns(runFile: string, otherwise: string, env: NodeJS.ProcessEnv = process.env): Error {
  const inside = relative(projectRoot(), runFile);
  const shown = inside.startsWith('..') || isAbsolute(inside) ? runFile : inside;
  const why = env.ROLLCALL_HOME ? ', where ROLLCALL_HOME says' : '';
  return new Error(`nothing runs here (no ${shown}${why}): npm start, or ${otherwise}`);
}
