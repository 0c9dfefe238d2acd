import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { tailJson, tailLine, type TailedMessage } from './tail-line.js';
import { projectRoot } from '../parts/project-root.js';

function golden(name: string): TailedMessage {
  const path = join(projectRoot(), 'libs/contracts/golden', name);
  const { topic, key, headers } = JSON.parse(readFileSync(`${path}.headers.json`, 'utf8')) as {
    topic: string;
    key: string;
    headers: Record<string, string>;
  };
  const value = readFileSync(`${path}.value.json`);
  return { topic, partition: 0, message: { offset: '7', key: Buffer.from(key), value, headers } };
}

describe('a tailed event', () => {
  it.each([
    ['UserProvisioned.v1.created', /UserProvisioned +v1 .*created$/],
    ['UserUpdated.v1', /UserUpdated +v2 .*title, manager.value$/],
    ['UserDeprovisioned.v1.disabled', /UserDeprovisioned +v3 .*disabled$/],
    ['GroupUpdated.v1', /\+1 -1 members$/],
    ['GroupDeprovisioned.v1', /deleted$/],
    ['WriteRefused.v1', /POST 409 duplicate-user$/],
    ['RefusalsSuppressed.v1', / 5 refusals more$/],
    ['TenantChanged.v1', /TenantChanged/],
    ['AdminActed.v1.reader-revoked', /readers\.revoke reader$/],
  ])('%s is one line without personal data', (name, expected) => {
    const line = tailLine(golden(name), false);
    expect(line).toMatch(expected);
    expect(line + tailJson(golden(name), false)).not.toMatch(/Müller|müller|contoso|\n/);
  });

  it('shows its data when asked to', () => {
    expect(tailLine(golden('UserUpdated.v1'), true)).toContain('Müller');
    expect(JSON.parse(tailJson(golden('UserUpdated.v1'), true))).toMatchObject({ data: { user: { active: true } } });
  });

  it('of a later version is told to be one', () => {
    const { topic, partition, message } = golden('UserUpdated.v1');
    const newer = { ...message, headers: { ...message.headers, ce_type: 'rollcall.UserPromoted' } };
    expect(tailLine({ topic, partition, message: newer }, false)).toMatch(
      /cannot be decoded: unknown event type rollcall.UserPromoted: a later version wrote it$/,
    );
  });

  it('that is none is told by its place', () => {
    const message = { offset: '9', key: null, value: Buffer.from('{') };
    expect(tailLine({ topic: 'x', partition: 2, message }, true)).toMatch(/^x\/2@9 {2}cannot be decoded/);
    expect(JSON.parse(tailJson({ topic: 'x', partition: 2, message }, true))).toMatchObject({ data: '{', key: null });
  });
});
