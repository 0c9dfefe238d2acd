import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { projectRoot } from '../../../../deploy/local/parts/project-root.js';

const MAIN = join(projectRoot(), 'dist/apps/entra-simulator/src/command/main.js');

/** The command at a target that can revoke its token, with an inbox beside it. */
describe('the simulator’s notification mail', () => {
  const mails: ParsedMail[] = [];
  let isRevoked = false;
  let target: Server;
  let inbox: SMTPServer;
  let smtp: string;
  let dir: string;

  beforeAll(async () => {
    target = createServer((_, response) => {
      const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
      const body = isRevoked ? {} : { schemas, totalResults: 0, Resources: [] };
      response.writeHead(isRevoked ? 401 : 200, { 'content-type': 'application/scim+json' }).end(JSON.stringify(body));
    });
    inbox = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: 100,
      onData: (stream, _, done) => {
        void simpleParser(stream).then((mail) => {
          mails.push(mail);
          done();
        });
      },
    });
    const mailbox = inbox.listen(0, '127.0.0.1');
    target.listen(0, '127.0.0.1');
    await Promise.all([once(target, 'listening'), once(mailbox, 'listening')]);
    smtp = `smtp://127.0.0.1:${(mailbox.address() as AddressInfo).port}`;
    dir = await mkdtemp(join(tmpdir(), 'rollcall-notify-'));
  });
  afterAll(async () => {
    target.closeAllConnections();
    target.close();
    await new Promise<void>((resolve) => inbox.close(() => resolve()));
    await rm(dir, { recursive: true, force: true });
  });

  function run(...args: string[]): Promise<string> {
    const env = { ...process.env, NODE_OPTIONS: '' };
    return new Promise((resolve) => {
      execFile(process.execPath, [MAIN, ...args, '--dir', dir], { env }, (_, said) => resolve(said));
    });
  }

  it('comes once for a quarantine, however often it is tried', async () => {
    const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
    const init = [
      'init',
      '--url',
      url,
      '--token',
      't',
      '--users',
      '2',
      '--groups',
      '1',
      '--notify',
      'it@contoso.example',
    ];
    expect(await run(...init, '--smtp', smtp)).toContain('Test Connection: ok');
    isRevoked = true;
    expect(await run('sync')).toContain('a mail about the quarantine went to it@contoso.example');
    await run('sync', '--cycles', '2');
    expect(mails.map(({ from, subject, text }) => [from?.text, subject, text])).toEqual([
      [
        '"Microsoft Azure" <azure-noreply@microsoft.com>',
        'Provisioning of SCIM application is in quarantine',
        expect.stringContaining('Reason: EncounteredQuarantineException\nUnauthorized: StatusCode: 401'),
      ],
    ]);
  });
});
