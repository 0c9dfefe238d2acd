import { dialectOf, renewed } from './connection.js';
import { troubleOf } from '../session/open-target.js';
import { connectionFailed, print } from './print.js';
import { read } from './read-options.js';

const string = { type: 'string' } as const;

/**
 * *Update credentials* of the provisioning page. Links, watermark, escrows and a quarantine stay: the cycle that is due
 * next, or *Restart provisioning*, finds out whether the quarantine is over.
 */
export async function credentials(args: readonly string[]): Promise<number> {
  const { text, state } = read(args, { url: string, token: string, 'client-secret': string });
  const { job, connection: before } = state;
  const connection = renewed(before, text);
  const trouble = await troubleOf(connection);
  if (trouble !== null) return connectionFailed(trouble);
  state.connection = connection;
  const dialect = dialectOf(connection);
  if (connection.url !== before.url) state.job = { ...job, settings: { ...job.settings, dialect } };
  print('Test Connection: ok');
  print(`stored: requests go to ${connection.url} with the new credentials`);
  if (job.quarantine !== null) {
    print(`the job stays in quarantine until its cycle of ${job.quarantine.nextAttempt}; \`restart\` ends it at once`);
  }
  return 0;
}
