import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { projectRoot } from '../local/parts/project-root.js';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Tried {
  readonly tests: readonly {
    readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[];
  }[];
}

const folder = join(projectRoot(), 'deploy/observability');
const { groups }: { groups: { rules: Rule[] }[] } = parse(readFileSync(join(folder, 'alerts.yml'), 'utf8'));
const alerts = groups.flatMap(({ rules }) => rules).filter(({ alert }) => alert !== undefined);

const promtool = spawnSync('promtool', ['--version']).status === 0;

describe('the alerts', () => {
  it('each say who is woken, in a sentence, and where it is written what to do', () => {
    const runbooks = readFileSync(join(projectRoot(), 'deploy/README.md'), 'utf8');
    expect(alerts.length).toBeGreaterThan(15);
    for (const { alert, labels, annotations } of alerts) {
      expect({ alert, severity: labels?.severity }).toEqual({
        alert,
        severity: expect.stringMatching(/^(page|ticket)$/),
      });
      expect({ alert, summary: annotations?.summary }).toEqual({
        alert,
        summary: expect.stringMatching(/\.$|why\.$|\)\.$/),
      });
      expect(runbooks).toContain(`<a id="${labels?.runbook}"></a>`);
    }
  });

  it('are each tried by series of which they must say something', () => {
    const { tests }: Tried = parse(readFileSync(join(folder, 'alerts.test.yml'), 'utf8'));
    const said = tests.flatMap(({ alert_rule_test: tried }) => tried).filter(({ exp_alerts: said }) => said.length > 0);
    expect(said.map(({ alertname }) => alertname).sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  });

  // Debian's package `prometheus` has it.
  (promtool ? it : it.skip)('are rules that promtool takes, and say of made series what they must', () => {
    expect(spawnSync('promtool', ['check', 'rules', 'alerts.yml'], { cwd: folder })).toMatchObject({ status: 0 });
    expect(spawnSync('promtool', ['test', 'rules', 'alerts.test.yml'], { cwd: folder })).toMatchObject({ status: 0 });
  });
});
