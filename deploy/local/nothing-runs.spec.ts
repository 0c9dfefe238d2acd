import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { nothingRuns } from './nothing-runs.js';
import { projectRoot } from './parts/project-root.js';

describe('a command that finds nothing running', () => {
  it('says where it looked, and what to set instead', () => {
    expect(nothingRuns(join(projectRoot(), '.rollcall/run.json'), 'set A', {}).message).toBe(
      'nothing runs here (no .rollcall/run.json): npm start, or set A',
    );
  });

  it('says that ROLLCALL_HOME named the folder', () => {
    expect(nothingRuns('/srv/second/run.json', 'set A', { ROLLCALL_HOME: '/srv/second' }).message).toBe(
      'nothing runs here (no /srv/second/run.json, where ROLLCALL_HOME says): npm start, or set A',
    );
  });
});
