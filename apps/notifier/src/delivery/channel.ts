/** A mail as it is handed to a channel. Every text is free of control characters. */
export interface Mail {
  readonly messageId: string;
  readonly from: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * What one attempt came to.
 * - `accepted`: the server answered 2xx to the whole message; it is the server's now.
 * - `refused`: the server answered 4xx (`permanent` false) or 5xx (`permanent` true); it does not have the message.
 * - `unsent`: it came to nothing before the message's first byte; the server does not have it.
 * - `cut-off`: the message was under way and no answer came; nobody knows.
 */
export type Attempt =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly permanent: boolean; readonly because: string }
  | { readonly kind: 'unsent'; readonly because: string }
  | { readonly kind: 'cut-off'; readonly because: string };

export interface MailChannel {
  /**
   * One attempt; never throws. `beforeData` is called when the server is ready for the message (354) and before its
   * first byte is written; when it gives false or throws, nothing is written and the attempt is `unsent`.
   */
  send(mail: Mail, beforeData: () => Promise<boolean>): Promise<Attempt>;
}
