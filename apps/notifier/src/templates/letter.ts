/** A mail before it has a form: what both the text and the HTML say. Every value is untrusted text. */
export interface Letter {
  readonly subject: string;
  readonly heading: string;
  readonly greeting: string;
  /** One or two sentences: what happened, and what to do about it if anything. */
  readonly sentences: readonly string[];
  /** The only one that a mail has, of this installation and never somebody else's: shown as it is. */
  readonly link?: { readonly label: string; readonly url: string };
  /** Facts as label and value. */
  readonly rows: readonly (readonly [label: string, value: string])[];
  /** Why the reader got this mail. */
  readonly footer: string;
}
