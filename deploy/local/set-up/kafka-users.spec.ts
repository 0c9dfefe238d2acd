import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Right } from '#kafka';
import { projectRoot } from '../parts/project-root.js';
import { kafkaRights } from './kafka-users.js';

const PREFIX = 'acme.';

/** Topic → what may be done with it, as one cell of the README's table says: `Read on …, …; Write on …`. */
function topicsIn(cell: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const bare = cell.replaceAll(/\([^)]*\)/g, '').replaceAll('`P`', PREFIX);
  for (const part of bare.split(';')) {
    const [verbs = '', names = ''] = part.split(/ on (.*)/s);
    for (const [name, prefix] of names.matchAll(/(acme\.rollcall)?\.[a-z.]+v1|acme\.rollcall\.\*/g)) {
      const topic = prefix === undefined && name.startsWith('.') ? `${PREFIX}rollcall${name}` : name;
      found[topic] = [...(found[topic] ?? []), ...verbs.split(', ').map((verb) => verb.trim().toLowerCase())].sort();
    }
  }
  return found;
}

const topicsOf = (rights: readonly Right[]): Record<string, string[]> => {
  const found: Record<string, string[]> = {};
  for (const { on, name, isPrefix, operations } of rights) {
    const topic = isPrefix === true ? `${name}*` : name;
    const verbs = operations.map((operation) => operation.replaceAll('-', ''));
    if (on === 'topic') found[topic] = [...(found[topic] ?? []), ...verbs].sort();
  }
  return found;
};

describe('the table of who may do what on a cluster', () => {
  const readme = readFileSync(join(projectRoot(), 'libs/kafka/README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| `(rollcall-[\w-]+)`[^|]*\|([^|]*)\|/gm)];

  it('has a row for each user', () => {
    expect(rows.map(([, user]) => user).sort()).toEqual(Object.keys(kafkaRights(PREFIX)).sort());
  });

  it.each(Object.entries(kafkaRights(PREFIX)))('names each topic of %s with its rights', (user, rights) => {
    const cell = rows.find(([, name]) => name === user)?.[2] ?? '';
    expect(topicsIn(cell)).toEqual(topicsOf(rights));
  });
});
