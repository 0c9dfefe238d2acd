import type { ServerResponse } from 'node:http';
import { Kept } from './kept.js';

type Hear = () => void;

const heard = new Kept<ServerResponse, Hear[]>();

/**
 * Tells when nothing more of a response is sent: it is, or its connection has ended; at once, of one that is closed already. One
 * listener for all who ask, in their order: a stream with one for each had eleven, of which Node warns as of a leak.
 */
export function onClose(response: ServerResponse, hear: Hear): void {
  if (response.closed) return hear();
  const known = heard.get(response);
  if (known !== undefined) return void known.push(hear);
  const all = [hear];
  heard.set(response, all);
  response.once('close', () => {
    for (const one of all) one();
  });
}
