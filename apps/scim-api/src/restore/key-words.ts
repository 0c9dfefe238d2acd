import { parseArgs } from 'node:util';

export type KeyWords =
  | { readonly verb: 'list'; readonly isJson: boolean }
  | { readonly verb: 'rotate'; readonly why: string; readonly who: string }
  | { readonly verb: 'withdraw'; readonly kid: string; readonly why: string; readonly who: string }
  | { readonly verb: 'rewrap' };

export const KEYS_HELP = `keys list [--json]                              the signing keys, newest first, and what became of them
keys rotate --why "…" [--who name]              a new key signs; the one before verifies until its last token has ended
keys withdraw <kid> --why "…" [--who name]      what it signed is refused within a minute everywhere; a new one is made if need be
keys rewrap                                     keeps them under NEW_KEY_SECRET instead of KEY_SECRET
npm run keys -- … finds its settings where npm start runs; elsewhere set ADMIN_DATABASE_URL and KEY_SECRET as scim-api has
them. Running processes follow within five seconds.`;

const LONGEST_WORD = 500;
/** Of RFC 7638: SHA-256 in base64url. */
const KID = /^[\w-]{43}$/;

/**
 * null is a call for help.
 *
 * @throws Error that says which word is not understood
 */
export function keyWords(words: readonly string[], user: () => string): KeyWords | null {
  const { values, positionals } = parseArgs({
    // One id in 64 begins as an option does.
    args: words.map((word) => (KID.test(word) ? `kid:${word}` : word)),
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      why: { type: 'string' },
      who: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [verb, kid, ...more] = positionals.map((word) => word.replace(/^kid:/, ''));
  if (values.help === true || verb === undefined || verb === 'help') return null;
  if (more.length > 0 || (verb !== 'withdraw' && kid !== undefined)) throw new Error('there is a word too many');
  if (verb === 'list') return { verb, isJson: values.json === true };
  if (verb === 'rewrap') return { verb };
  if (verb !== 'rotate' && verb !== 'withdraw')
    throw new Error(`there is no "${verb}": list, rotate, withdraw or rewrap (help says more)`);
  const said = { why: word(values.why, '--why'), who: word(values.who ?? user(), '--who') };
  if (verb === 'rotate') return { verb, ...said };
  if (kid === undefined) throw new Error('withdraw: name the kid of a key in the list');
  return { verb, kid, ...said };
}

const CONTROL = /[\u0000-\u001f\u007f]/;

function word(text: string | undefined, option: string): string {
  const said = text?.trim() ?? '';
  if (said === '' || said.length > LONGEST_WORD || CONTROL.test(said) || !said.isWellFormed()) {
    throw new Error(`${option} "…" is needed: 1 to ${LONGEST_WORD} characters, none of them a control character`);
  }
  return said;
}
