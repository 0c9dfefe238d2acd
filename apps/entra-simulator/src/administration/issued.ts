import type { JsonObject } from '../wire/json.js';
import { answered, textIn, type TargetAdmin } from './target-admin.js';

/** What a target has issued: a token, or a client's secret with where it is exchanged. */
export type Issued = { readonly credentialId: string } & (
  | { readonly method: 'token'; readonly token: string }
  | { readonly method: 'clientSecret'; readonly id: string; readonly secret: string; readonly tokenUrl: string }
);

/** @param connection the target's administration of one connection @throws AdminRefused */
export async function issue(connection: TargetAdmin, method: Issued['method'], more: object = {}): Promise<Issued> {
  // Every target that issues tokens issues one when nothing is said.
  const asked = method === 'token' ? more : { method, ...more };
  return readIssued(method, answered('a new credential', await connection.call('POST', '/credentials', asked)));
}

/** @throws AdminRefused */
export async function revoke(connection: TargetAdmin, credentialId: string): Promise<void> {
  const path = `/credentials/${encodeURIComponent(credentialId)}`;
  answered('the end of a credential', await connection.call('DELETE', path));
}

function readIssued(method: Issued['method'], answer: JsonObject): Issued {
  const credentialId = textIn(answer, 'id');
  if (method === 'token') return { method, credentialId, token: textIn(answer, 'token') };
  const [id, secret, tokenUrl] = ['clientId', 'clientSecret', 'tokenUrl'].map((name) => textIn(answer, name));
  return { method, credentialId, id: id ?? '', secret: secret ?? '', tokenUrl: tokenUrl ?? '' };
}
