import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { cell, descriptionOf, SETTINGS, withSettings } from './settings-table.js';

describe('the settings', () => {
  it('are each said in a few words', () => {
    const without = Object.entries(SETTINGS).flatMap(([process, { properties }]) =>
      Object.entries(properties)
        .filter(([, schema]) => descriptionOf(schema) === '')
        .map(([name]) => `${process} ${name}`),
    );
    expect(without).toEqual([]);
  });

  it('are bounded where they are times: no date can be reckoned with any number', () => {
    const century = { MS: 36_600 * 86_400_000, SECONDS: 36_600 * 86_400 };
    const unbounded = Object.entries(SETTINGS).flatMap(([process, { properties }]) =>
      Object.entries(properties).flatMap(([name, schema]) => {
        const [, unit] = /_(MS|SECONDS)$/.exec(name) ?? [];
        const most = 'maximum' in schema ? Number(schema.maximum) : Infinity;
        return (unit === 'MS' || unit === 'SECONDS') && Type.IsInteger(schema) && most > century[unit]
          ? [`${process} ${name}`]
          : [];
      }),
    );
    expect(unbounded).toEqual([]);
  });

  it('are told apart by process where these differ', () => {
    expect(
      cell([
        ['directory', 'as a'],
        ['audit', 'as a'],
      ]),
    ).toBe('as a');
    expect(
      cell([
        ['scim-api', '**required**'],
        ['directory', ''],
        ['audit', ''],
      ]),
    ).toBe('scim-api: **required**; directory, audit: none');
  });

  it('stand in deploy/README.md as the processes read them (npm run tables)', () => {
    const readme = readFileSync(join(projectRoot(), 'deploy/README.md'), 'utf8');
    expect(withSettings(readme)).toBe(readme);
  });
});
