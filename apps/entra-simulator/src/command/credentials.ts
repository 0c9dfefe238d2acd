import { troubleOf } from '../session/open-target.js';
import { whileServed } from '../session/while-served.js';
import { string, type Command } from './command.js';
import { dialectOf, renewed } from './connection.js';
import { connectionFailed, print } from './print.js';
import { read } from './read-options.js';

/**
 * *Update credentials* of the provisioning page. Links, watermark, escrows and a quarantine stay: the cycle that is due
 * next, or *Restart provisioning*, finds out whether the quarantine is over.
 */
export const credentials: Command = {
  usage: 'credentials [--url TENANT_URL]',
  options: [
    ['SCIM_TOKEN', 'the new token, in the environment, which no list of processes shows; or --token T'],
    ['CLIENT_SECRET', 'of a job with client credentials the new secret, in the environment; or --client-secret S'],
    ['--url URL', 'where the address has changed, too; its flag chooses the dialect as with init'],
  ],
  examples: [
    'SCIM_TOKEN=rcs_… entra-simulator credentials',
    'SCIM_TOKEN=rcs_… entra-simulator credentials --url https://scim.example.com/scim/v2',
  ],
  run: async (args) => {
    const { text, state } = read(args, { url: string, token: string, 'client-secret': string });
    const { job, connection: before } = state;
    const connection = renewed(before, text);
    const trouble = await whileServed(
      () => connection,
      () => troubleOf(connection),
    );
    if (trouble !== null) return connectionFailed(trouble);
    state.connection = connection;
    const dialect = dialectOf(connection);
    if (connection.url !== before.url) state.job = { ...job, settings: { ...job.settings, dialect } };
    print('Test Connection: ok');
    print(`stored: requests go to ${connection.url} with the new credentials`);
    if (job.quarantine !== null) {
      print(
        `the job stays in quarantine until its cycle of ${job.quarantine.nextAttempt}; \`restart\` ends it at once`,
      );
    }
    return 0;
  },
};
