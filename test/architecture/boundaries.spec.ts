import { globSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cruise, type ICruiseResult } from 'dependency-cruiser';

const ROOT = resolve(import.meta.dirname, '../..');
const rules = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')) as {
  forbidden: { name: string }[];
  options: Record<string, unknown>;
};

const ROOMS = createRequire(import.meta.url)('./rooms.cjs') as Record<string, Record<string, string[] | null>>;

/** For every rule a small tree that breaks it: file → its text. Files that are only imported may be empty. */
const PLANTED: Record<string, Record<string, string>> = {
  'pure-imports-nothing-of-ours': {
    'libs/scim/src/a.ts': `import '../../contracts/src/index.js';`,
    'libs/contracts/src/index.ts': '',
  },
  'pure-has-no-framework': { 'libs/contracts/src/a.ts': `import 'pg';` },
  'pure-has-no-node': { 'libs/scim/src/a.ts': `import 'node:fs';` },
  'audit-chain-may-hash-only': { 'libs/audit-chain/src/a.ts': `import 'node:fs';` },
  'drivers-know-no-machinery': {
    'libs/kafka/src/a.ts': `import '../../contracts/src/index.js';`,
    'libs/contracts/src/index.ts': '',
  },
  'drivers-know-no-nest': { 'libs/postgres/src/a.ts': `import '@nestjs/common';` },
  'machinery-imports-down': {
    'libs/outbox/src/a.ts': `import '../../service/src/index.js';`,
    'libs/service/src/index.ts': '',
  },
  'service-knows-no-domain': {
    'libs/service/src/a.ts': `import '../../contracts/src/index.js';`,
    'libs/contracts/src/index.ts': '',
  },
  'frame-imports-down': {
    'libs/projection/src/a.ts': `import '../../scim/src/index.js';`,
    'libs/scim/src/index.ts': '',
  },
  'lib-by-its-front-door': {
    'apps/audit/src/a.ts': `import '../../../libs/contracts/src/topics.js';`,
    'libs/contracts/src/topics.ts': '',
  },
  'app-imports-no-app': {
    'apps/audit/src/a.ts': `import '../../directory/src/b.js';`,
    'apps/directory/src/b.ts': '',
  },
  'capability-knows-no-adapter': {
    'apps/directory/src/projection/a.ts': `import '../storage/b.js';`,
    'apps/directory/src/storage/b.ts': '',
  },
  'capability-knows-no-framework': { 'apps/directory/src/projection/a.ts': `import 'kafkajs';` },
  'storage-knows-no-use-case': {
    'apps/notifier/src/storage/a.ts': `import '../settling/b.js';`,
    'apps/notifier/src/settling/b.ts': '',
  },
  'storage-knows-no-http': {
    'apps/audit/src/storage/a.ts': `import '../http/b.js';`,
    'apps/audit/src/http/b.ts': '',
  },
  'http-rooms-are-apart': {
    'apps/scim-api/src/http/token/a.ts': `import '../admin/b.js';`,
    'apps/scim-api/src/http/admin/b.ts': '',
  },
  'nothing-imports-test': {
    'libs/outbox/src/a.ts': `import '../../../test/support/b.js';`,
    'test/support/b.ts': '',
  },
  'fixtures-are-for-specs': { 'libs/outbox/src/a.ts': `import './b.fixture.js';`, 'libs/outbox/src/b.fixture.ts': '' },
  'deploy-takes-only-the-database-of-an-app': {
    'deploy/local/a.ts': `import '../../apps/audit/src/main.js';`,
    'apps/audit/src/main.ts': '',
  },
  'oracle-shares-no-code': {
    'test/conformance/a.ts': `import '../../libs/scim/src/index.js';`,
    'libs/scim/src/index.ts': '',
  },
  'commands-run-without-jest': {
    'test/fuzz/main.ts': `import '../support/b.js';`,
    'test/support/b.ts': `import '@jest/globals';`,
  },
  'no-cycles': {
    'libs/scim/src/a.ts': `import type { B } from './b.js'; export type A = B;`,
    'libs/scim/src/b.ts': `import type { A } from './a.js'; export type B = A;`,
  },
  'nothing-shipped-imports-deploy': {
    'apps/audit/src/a.ts': `import '../../../deploy/local/b.js';`,
    'deploy/local/b.ts': '',
  },
  'conformance-imports-nothing-of-ours': {
    'test/conformance/a.ts': `import '../../libs/contracts/src/index.js';`,
    'libs/contracts/src/index.ts': '',
  },
  'before-install-needs-nothing-installed': { 'deploy/local/before-install/a.mjs': `import 'pg';` },
  'no-index-inside': { 'apps/audit/src/a.ts': `import './ledger/index.js';`, 'apps/audit/src/ledger/index.ts': '' },
};

/** A file of the room imports one of a room that it may not enter: another one, or else what lies beside the rooms. */
function trespass(tree: string, open: readonly string[]): [rule: string, files: Record<string, string>] {
  const [room = ''] = open;
  const isOpen = (other: string): boolean => open.some((one) => other === one || other.startsWith(`${one}/`));
  const closed = Object.keys(ROOMS[tree] ?? {}).find((other) => other !== '.' && !isOpen(other));
  const target = `${tree}/${closed === undefined ? '' : `${closed}/`}b`;
  const folder = room === '.' ? tree : `${tree}/${room}`;
  const up = '../'.repeat(folder.split('/').length);
  return [`${tree}/${room}`, { [`${folder}/a.ts`]: `import '${up}${target}.js';`, [`${target}.ts`]: '' }];
}

const TRESPASSES = Object.entries(ROOMS).flatMap(([tree, rooms]) =>
  Object.entries(rooms).flatMap(([room, others]) => (others === null ? [] : [trespass(tree, [room, ...others])])),
);

describe('the boundaries', () => {
  let tree: string;
  const before = process.cwd();
  beforeEach(async () => {
    tree = await mkdtemp(join(tmpdir(), 'boundaries-'));
    await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
    process.chdir(tree);
  });
  afterEach(async () => {
    process.chdir(before);
    await rm(tree, { recursive: true, force: true });
  });

  it('have a planted violation for every rule', () => {
    const planted = [...Object.keys(PLANTED), ...TRESPASSES.map(([rule]) => rule)];
    expect(planted.sort()).toEqual(rules.forbidden.map((rule) => rule.name).sort());
  });

  it('know every folder', () => {
    const trees = ['apps/*/src', 'libs/*/src', 'deploy', 'deploy/local', 'test'];
    const folders = globSync(
      trees.map((one) => `${one}/*/**/*.{ts,mjs,json,yml}`),
      { cwd: ROOT },
    ).map((file) => {
      const [, tree = '', room = ''] =
        /^((?:apps|libs)\/[^/]+\/src|deploy\/local|deploy|test)\/([^/]+)\//.exec(file) ?? [];
      return `${tree}/${room}`;
    });
    const known = Object.entries(ROOMS).flatMap(([tree, rooms]) => Object.keys(rooms).map((room) => `${tree}/${room}`));
    expect([...new Set(folders)].filter((folder) => !known.includes(folder))).toEqual([]);
  });

  it.each(Object.entries(PLANTED))('report a breach of %s', async (rule, files) => {
    expect(await breaches(tree, Object.entries(files))).toContain(rule);
  });

  it('report a trespass from each room', async () => {
    const found = await breaches(
      tree,
      TRESPASSES.flatMap(([, files]) => Object.entries(files)),
    );
    expect(TRESPASSES.map(([rule]) => rule).filter((rule) => !found.includes(rule))).toEqual([]);
  });
});

async function breaches(tree: string, files: readonly (readonly [path: string, text: string])[]): Promise<string[]> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text === '' ? 'export const nothing = 0;' : text);
  }
  const tops = [...new Set(files.map(([path]) => path.split('/')[0] ?? ''))];
  const { tsConfig: _none, ...options } = rules.options;
  const { output } = await cruise(tops, {
    ...options,
    validate: true,
    ruleSet: { forbidden: rules.forbidden as never },
  });
  const { summary } = output as ICruiseResult;
  return summary.violations.map((violation) => violation.rule.name);
}
