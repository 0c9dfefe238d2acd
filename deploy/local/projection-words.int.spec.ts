import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandSettings, complaintOf, projectionsIn } from './projection-words.js';

describe('npm run projection', () => {
  it.each([
    [['audit', 'parked', 'list'], ['audit']],
    [
      ['all', 'parked', 'list'],
      ['directory', 'audit', 'notifier'],
    ],
    [['audit'], null],
    [['audit', 'rebuild', '--check'], ['audit']],
    [
      ['all', 'digest'],
      ['directory', 'audit', 'notifier'],
    ],
    [['notifier', 'rebuild'], ['notifier']],
    [['audit', 'toString'], null],
    [['relay', 'parked', 'list'], null],
    [[], null],
  ])('understands %j as of %j', (words, projections) => {
    expect(projectionsIn(words)).toEqual(projections);
  });

  it.each([
    [['foo', 'parked', 'list'], 'there is no projection "foo": directory, audit, notifier, or all'],
    [['audit', 'toString'], 'there is no command "toString": parked, digest, rebuild'],
    [['audit'], 'what is to be done? parked, digest, rebuild'],
  ])('says of %j what is wrong', (words, complaint) => {
    expect(complaintOf(words)).toContain(complaint);
  });

  it.each([[[]], [['help']], [['audit', '--help']]])('takes %j for a call for help', (words) => {
    expect(complaintOf(words)).toBeNull();
  });

  describe('finds the settings', () => {
    const dir = mkdtempSync(join(tmpdir(), 'projection-words-'));
    const runFile = join(dir, 'run.json');
    const postgres = { url: 'postgres://postgres:p@h/postgres' };
    const commands = { notifier: { DATABASE_URL: 'postgres://n', JOINER_WAIT_MS: '10000' } };
    const folds = { audit: { DATABASE_URL: 'postgres://a', KAFKA_BROKERS: 'h:1' } };
    const find = (env: Record<string, string>, isAlone = true, file = runFile) =>
      commandSettings('notifier', { env, runFile: file, isAlone });

    beforeAll(() => writeFileSync(runFile, JSON.stringify({ postgres, commands, folds })));
    afterAll(() => rmSync(dir, { recursive: true }));

    it('of what runs here', async () => {
      expect(await find({})).toEqual(commands.notifier);
      expect(await find({ DATABASE_URL: postgres.url })).toEqual(commands.notifier);
    });

    it('of its own role and Kafka user for digest and rebuild', async () => {
      const asked = { env: {}, runFile, isAlone: true };
      expect(await commandSettings('audit', { ...asked, command: 'rebuild' })).toEqual(folds.audit);
    });

    it("in the projection's own variable before anything else", async () => {
      const found = await find({ NOTIFIER_DATABASE_URL: 'postgres://mine', DATABASE_URL: 'postgres://x' });
      expect(found.DATABASE_URL).toBe('postgres://mine');
    });

    it('in DATABASE_URL for one projection, never for all', async () => {
      const nowhere = join(dir, 'none.json');
      expect(await find({ DATABASE_URL: 'postgres://x' }, true, nowhere)).toEqual({ DATABASE_URL: 'postgres://x' });
      await expect(find({ DATABASE_URL: 'postgres://x' }, false, nowhere)).rejects.toThrow(
        'or set NOTIFIER_DATABASE_URL',
      );
    });

    it('or says what to do', async () => {
      await expect(find({}, true, join(dir, 'none.json'))).rejects.toThrow(
        'npm start, or set NOTIFIER_DATABASE_URL or',
      );
    });
  });
});
