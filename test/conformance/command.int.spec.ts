import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conformance, type Terminal } from './command.js';
import { ScimmyTarget } from './scimmy-target.fixture.js';

class FakeTerminal extends EventEmitter implements Terminal {
  readonly env = {};
  out = '';
  err = '';
  readonly stdout = { write: (text: string) => (this.out += text) };
  readonly stderr = {
    write: (text: string) => {
      this.err += text;
      this.emit('line');
    },
  };
}

describe('the command', () => {
  let target: ScimmyTarget;
  let dir: string;

  beforeAll(async () => {
    target = await ScimmyTarget.start();
    dir = await mkdtemp(join(tmpdir(), 'conformance-'));
  });
  afterAll(async () => {
    await target.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('ends with 0 when no MUST falls short', async () => {
    const terminal = new FakeTerminal();
    expect(await command(terminal, '--only', 'discovery.types')).toBe(0);
    expect(terminal.out).toMatch(/MUST {3}2 passed, 0 fell short/);
  });

  it('ends with 1 when a MUST falls short, and says which', async () => {
    const terminal = new FakeTerminal();
    expect(await command(terminal, '--only', 'authentication')).toBe(1);
    expect(terminal.out).toContain('✗ MUST authentication.challenge');
  });

  it('ends with 0 when what falls short belongs to a profile that is not required', async () => {
    const terminal = new FakeTerminal();
    const args = ['--only', 'authentication', '--require', 'interop'];
    expect(await command(terminal, ...args)).toBe(0);
    expect(terminal.out).toContain('✗ MAY authentication.challenge');
  });

  it('writes the three files', async () => {
    const [json, junit, html] = ['json', 'xml', 'html'].map((end) => join(dir, `report.${end}`));
    const files = ['--json', String(json), '--junit', String(junit), '--html', String(html)];
    await command(new FakeTerminal(), '--only', 'discovery.types', ...files);
    const texts = await Promise.all([json, junit, html].map((file) => readFile(String(file), 'utf8')));
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({ target: target.url, checks: [{ verdict: 'pass' }, {}] });
    expect(texts[1]).toMatch(/^<\?xml /);
    expect(texts[2]).toMatch(/^<!doctype html>/);
  });

  it('stops at Ctrl-C, removes what it made, and ends with 1', async () => {
    const terminal = new FakeTerminal();
    terminal.once('line', () => terminal.emit('SIGINT'));
    expect(await command(terminal, '--only', 'authentication,users')).toBe(1);
    expect(terminal.out).toContain('! not all checks were run: interrupted');
    expect([target.users.size, target.groups.size]).toEqual([0, 0]);
    expect(terminal.listenerCount('SIGINT')).toBe(0);
  });

  it.each([
    ['a wrong flag', ['--verbose']],
    ['an --only that names no check', ['--url', 'http://127.0.0.1:1', '--token', 'x', '--only', 'nothing']],
    ['a target that is not there', ['--url', 'http://127.0.0.1:1/', '--token', 'x']],
  ])('ends with 2 for %s', async (_what, args) => {
    const terminal = new FakeTerminal();
    expect(await conformance(args, terminal)).toBe(2);
    expect([terminal.out, terminal.err === '']).toEqual(['', false]);
  });

  it.each([401, 403])(
    'ends with 2 and in one line, with nothing scored, when the token is answered %i',
    async (status) => {
      const asked: string[] = [];
      const refusing = createServer(({ method, url }, response) => {
        asked.push(`${method} ${url}`);
        response.writeHead(status).end();
      });
      await once(refusing.listen(0, '127.0.0.1'), 'listening');
      const { port } = refusing.address() as AddressInfo;
      const [terminal, file] = [new FakeTerminal(), join(dir, `refused-${status}.json`)];
      try {
        const args = ['--url', `http://127.0.0.1:${port}/scim`, '--token', 'revoked', '--json', file];
        expect(await conformance(args, terminal)).toBe(2);
      } finally {
        refusing.closeAllConnections();
        refusing.close();
      }
      expect(asked).toEqual([expect.stringMatching(/^GET \/scim\/Users\?filter=userName%20eq%20/)]);
      expect([terminal.out, existsSync(file)]).toEqual(['', false]);
      expect(terminal.err).toMatch(/^the target refuses this token, .* answered 40[13]; set SCIM_TOKEN .*\n$/);
      expect(terminal.err).not.toContain('revoked');
    },
  );

  it('explains itself', async () => {
    const terminal = new FakeTerminal();
    expect(await conformance(['--help'], terminal)).toBe(0);
    expect(terminal.out).toContain('--require');
  });

  function command(terminal: Terminal, ...args: readonly string[]): Promise<number> {
    return conformance(['--url', target.url, '--token', target.token, ...args], terminal);
  }
});
