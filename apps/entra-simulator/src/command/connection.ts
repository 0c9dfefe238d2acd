import type { Connection } from './store.js';
import { UsageError } from './usage-error.js';

/** Secrets may come from the environment, where no list of processes shows them. */
export function connectionOf(text: (name: string) => string | undefined): Connection {
  const url = text('url') ?? process.env.SCIM_URL;
  if (url === undefined || !URL.canParse(url))
    throw new UsageError('--url is the tenant URL of the target, http(s)://…');
  const [id, tokenUrl] = [text('client-id'), text('token-url')];
  if (id !== undefined || tokenUrl !== undefined) {
    const secret = text('client-secret') ?? process.env.CLIENT_SECRET;
    if (id === undefined || tokenUrl === undefined || secret === undefined) {
      throw new UsageError('client credentials are --client-id, --client-secret and --token-url, all three');
    }
    return { url, kind: 'clientCredentials', tokenUrl, id, secret };
  }
  const token = text('token') ?? process.env.SCIM_TOKEN;
  if (token === undefined)
    throw new UsageError('--token (or SCIM_TOKEN in the environment) is the secret token of the target');
  return { url, kind: 'bearer', token };
}
