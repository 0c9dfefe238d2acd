import { issue, revoke, type Issued } from '../administration/issued.js';
import { adminAt } from '../administration/target-admin.js';
import type { Connection } from '../session/connection.js';
import { troubleOf } from '../session/open-target.js';
import { UsageError } from '../session/usage-error.js';
import { adminToken } from './administrator.js';
import { boolean, string, type Command } from './command.js';
import { connectionFailed, print } from './print.js';
import { read } from './read-options.js';

/** Issue, Test Connection, store, and end the old one: what an administrator does on two pages. */
export const rotate: Command = {
  usage: 'rotate --admin CONNECTION_URL [--end-old] [--name NAME] [--expires TIME]',
  options: [
    ['--admin URL', 'of the connection at the target’s admin API: …/admin/tenants/ID/connections/ID'],
    ['ADMIN_TOKEN', 'who administers the target, in the environment'],
    [
      '--end-old',
      'ends the credential that is replaced, where a rotation brought it; else the target goes on taking both',
    ],
    ['--name, --expires', 'of the new one, where the target takes them: 2027-06-01T00:00:00Z'],
  ],
  examples: [
    'ADMIN_TOKEN=… entra-simulator rotate --admin http://127.0.0.1:7401/admin/tenants/…/connections/… --end-old',
  ],
  run: async (args) => {
    const { text, flag, state } = read(args, { admin: string, name: string, expires: string, 'end-old': boolean });
    const before = state.connection;
    const method = methodOf(before);
    const connection = adminAt(adminUrl(text('admin')), adminToken());
    const issued = await issue(connection, method, { ...named(text('name')), ...expiring(text('expires')) });
    const after = withIssued(before, issued);
    const trouble = await troubleOf(after);
    if (trouble !== null) {
      await revoke(connection, issued.credentialId);
      return connectionFailed(trouble);
    }
    state.connection = after;
    print(`Test Connection: ok; stored: the new ${method} ${issued.credentialId}`);
    const old = 'credentialId' in before ? before.credentialId : undefined;
    if (!flag('end-old')) print('the old one is good until the target ends it');
    else if (old === undefined) print('which one the old one is, nobody told this job: end it at the target');
    else {
      await revoke(connection, old);
      print(`ended: the old one, ${old}`);
    }
    return 0;
  },
};

function methodOf({ kind }: Connection): Issued['method'] {
  if (kind === 'bearer') return 'token';
  if (kind === 'clientCredentials') return 'clientSecret';
  throw new UsageError('this job signs its tokens: `issuer rotate` makes a new key');
}

function withIssued({ url, ...before }: Connection, { credentialId, ...issued }: Issued): Connection {
  if (issued.method === 'token') return { url, kind: 'bearer', token: issued.token, credentialId };
  const location = before.kind === 'clientCredentials' ? before.location : 'body';
  const { id, secret, tokenUrl } = issued;
  return { url, kind: 'clientCredentials', tokenUrl, id, secret, location, credentialId };
}

function adminUrl(url: string | undefined): string {
  if (url !== undefined && URL.canParse(url)) return url;
  throw new UsageError('--admin is the address of the connection at the target’s admin API');
}

function named(name: string | undefined): object {
  return name === undefined ? {} : { name };
}

function expiring(expiresAt: string | undefined): object {
  return expiresAt === undefined ? {} : { expiresAt };
}
