import type { Mail } from '../delivery/channel.js';
import type { Claimed } from '../delivery/store.js';
import { letterOf } from './letters.js';
import { render } from './render.js';

/** The mail of a delivery: the same delivery makes the same mail, Message-ID included, on every attempt. */
export function composeMail(claimed: Claimed, sender: { readonly from: string }): Mail {
  const rendered = render(letterOf(claimed.content(), claimed));
  return {
    messageId: messageId(claimed.id, sender.from),
    from: sender.from,
    recipient: claimed.recipient,
    ...rendered,
  };
}

/** RFC 5322 §3.6.4: the delivery's id at the sender's domain. */
export function messageId(deliveryId: string, from: string): string {
  const domain = /@([^\s<>@]+?)>?\s*$/.exec(from)?.[1] ?? 'rollcall.invalid';
  return `<${deliveryId}@${domain}>`;
}
