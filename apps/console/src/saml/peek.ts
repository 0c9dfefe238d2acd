import { named, only, ASSERTION_NS, attribute, everyElement, readMessage, textOf } from './xml.js';
import { bytesOf } from './guard-response.js';

/** What a response says of itself before anything of it is believed: by which tenant it may be judged. */
export interface Peek {
  /** Of Entra; undefined: its issuer names none. */
  readonly tid: string | undefined;
  /** Whether it answers any request. */
  readonly isAnswer: boolean;
}

/** @throws SamlRefused */
export function peek(message: string): Peek {
  const root = readMessage(bytesOf(message));
  const issuers = [root, ...named(root, ASSERTION_NS, 'Assertion')].map((one) =>
    textOf(only(one, ASSERTION_NS, 'Issuer')),
  );
  const isAnswer = [...everyElement(root)].some((one) => attribute(one, 'InResponseTo') !== undefined);
  return { tid: tidOf(issuers.find((one) => one !== undefined)), isAnswer };
}

/** `https://sts.windows.net/{tid}/` */
export function tidOf(issuer: string | undefined): string | undefined {
  return /(?:^|\/)([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\/?$/i.exec(issuer ?? '')?.[1]?.toLowerCase();
}
