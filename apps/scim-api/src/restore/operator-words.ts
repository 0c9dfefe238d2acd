import { parseArgs } from 'node:util';

export type OperatorWords =
  | { readonly verb: 'list'; readonly isJson: boolean }
  | {
      readonly verb: 'issue';
      readonly name: string;
      readonly expiresAt: Date | null;
      readonly who: string;
      /** The token is OPERATOR_TOKEN, which is kept elsewhere. */
      readonly isOfSetting: boolean;
    }
  | { readonly verb: 'revoke'; readonly name: string; readonly why: string; readonly who: string }
  | ConsoleWords;

export type ConsoleWords =
  | { readonly verb: 'console'; readonly act: 'list'; readonly isJson: boolean }
  | { readonly verb: 'console'; readonly act: 'register'; readonly file: string; readonly who: string }
  | {
      readonly verb: 'console';
      readonly act: 'withdraw';
      /** null: every key. */
      readonly kid: string | null;
      readonly why: string;
      readonly who: string;
    };

export const OPERATOR_HELP = `operator issue <name> [--expires <date|none>] [--who name]   a credential of the admin API, shown once; a year unless told
    --setting                                                  stores OPERATOR_TOKEN of the environment under that name instead, and shows none
operator list [--json]                                         whose there are, until when, and who made them
operator revoke <name> --why "…" [--who name]                  it is refused at once
operator console register <file|-> [--who name]                the console's public key, as a JWK (EC, P-256): it says who has signed in
operator console withdraw [kid] --why "…" [--who name]         of that key, or of all, no token is given from now on, and those given are refused
operator console list [--json]                                 its keys, and who registered them
npm run operator -- … finds its settings where npm start runs; elsewhere set DATABASE_URL, of the owner of scim-api's database.
Once one is stored, OPERATOR_TOKEN is refused by scim-api: issue another before the last one ends, or come back here.`;

const YEAR_MS = 365 * 86_400_000;
const LONGEST = 200;
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * null is a call for help.
 *
 * @throws Error that says which word is not understood
 */
export function operatorWords(words: readonly string[], user: () => string, now: Date): OperatorWords | null {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      expires: { type: 'string' },
      setting: { type: 'boolean' },
      why: { type: 'string' },
      who: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [verb, name, ...more] = positionals;
  if (verb === 'console' && values.help !== true) return consoleWords([name, ...more], values, user);
  if (values.help === true || verb === undefined || verb === 'help') return null;
  if (more.length > 0 || (verb === 'list' && name !== undefined)) throw new Error('there is a word too many');
  if (verb === 'list') return { verb, isJson: values.json === true };
  if (verb !== 'issue' && verb !== 'revoke')
    throw new Error(`there is no "${verb}": issue, list, revoke or console (help says more)`);
  const named = { name: word(name, `${verb} <name>`), who: word(values.who ?? user(), '--who "…"') };
  if (verb === 'revoke') return { verb, ...named, why: word(values.why, '--why "…"') };
  return { verb, ...named, expiresAt: expiryIn(values.expires, now), isOfSetting: values.setting === true };
}

interface Values {
  readonly json?: boolean;
  readonly why?: string;
  readonly who?: string;
}

function consoleWords([act, of, ...more]: (string | undefined)[], values: Values, user: () => string): ConsoleWords {
  const verb = 'console';
  if (more.length > 0 || (act === 'list' && of !== undefined)) throw new Error('there is a word too many');
  if (act === 'list') return { verb, act, isJson: values.json === true };
  const who = word(values.who ?? user(), '--who "…"');
  if (act === 'register') return { verb, act, file: word(of, 'console register <file>'), who };
  if (act !== 'withdraw') throw new Error('console register, console withdraw or console list (help says more)');
  return { verb, act, kid: of ?? null, why: word(values.why, '--why "…"'), who };
}

function expiryIn(text: string | undefined, now: Date): Date | null {
  if (text === undefined) return new Date(now.getTime() + YEAR_MS);
  if (text === 'none') return null;
  const at = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/u.test(text) ? new Date(text) : new Date(Number.NaN);
  if (Number.isNaN(at.getTime()) || at <= now)
    throw new Error('--expires: a date to come, such as 2027-06-30, or none');
  return at;
}

function word(text: string | undefined, option: string): string {
  const said = text?.trim() ?? '';
  if (said === '' || said.length > LONGEST || CONTROL.test(said) || !said.isWellFormed())
    throw new Error(`${option} is needed: 1 to ${LONGEST} characters, none of them a control character`);
  return said;
}
