import type { Mail } from '../delivery/channel.js';
import type { Claimed } from '../delivery/store.js';
import { consoleLink } from './console-link.js';
import { letterOf } from './letters.js';
import { render } from './render.js';

/** What of the installation stands in its mails. */
export interface Letterhead {
  readonly from: string;
  /** undefined: there is no console that a mail could lead to. */
  readonly consoleUrl?: string | undefined;
}

/** The mail of a delivery: the same delivery makes the same mail, Message-ID included, on every attempt. */
export function composeMail(claimed: Claimed, { from, consoleUrl }: Letterhead): Mail {
  const content = claimed.content();
  const letter = letterOf(content, claimed);
  const link = letter.link ?? consoleLink(content, consoleUrl);
  const rendered = render(link === undefined ? letter : { ...letter, link });
  return {
    messageId: messageId(claimed.id, from),
    from,
    recipient: claimed.recipient,
    ...rendered,
  };
}

/** RFC 5322 §3.6.4: the delivery's id at the sender's domain. */
export function messageId(deliveryId: string, from: string): string {
  const domain = /@([^\s<>@]+?)>?\s*$/.exec(from)?.[1] ?? 'rollcall.invalid';
  return `<${deliveryId}@${domain}>`;
}
