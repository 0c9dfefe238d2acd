import { Client, type ClientConfig } from 'pg';

/**
 * Works on a connection of its own. One that is lost fails what is asked of it then, and the next question: without a
 * listener it would end the process (pg documentation, client.on('error')).
 */
export async function onClient<Result>(
  config: ClientConfig,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client(config);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
