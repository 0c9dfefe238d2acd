import { Type } from 'typebox';
import type { Acting } from '#contracts';
import { inTransaction, openPool, type Transaction } from '#postgres';
import { readConfig } from '#service';
import {
  isRoomForOperator,
  issueOperator,
  listOperators,
  MOST_OPERATORS,
  revokeOperator,
  type OperatorCredential,
} from '../storage/operator-credentials.js';
import { actingOf, done, refused, type Said } from './command-answers.js';
import { consoleAct } from './console-command.js';
import { OPERATOR_HELP, operatorWords, type OperatorWords } from './operator-words.js';

export interface OperatorCommand {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly user: () => string;
  readonly say: (line: string) => void;
}

const Settings = Type.Object({ DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://' }) });

/** @returns the exit code @throws Error for what is not understood or not possible */
export async function runOperator(args: readonly string[], { env, user, say }: OperatorCommand): Promise<number> {
  const now = new Date();
  const words = operatorWords(args, user, now);
  if (words === null) {
    say(OPERATOR_HELP);
    return 0;
  }
  const pool = openPool({ url: readConfig(Settings, env).DATABASE_URL, applicationName: 'operator', max: 1 });
  try {
    const { OPERATOR_TOKEN: token } = env;
    const { lines, code } = await inTransaction(pool, (tx) => act(tx, words, { now, ...(token && { token }) }));
    for (const line of lines) say(line);
    return code;
  } finally {
    await pool.end();
  }
}

interface Around {
  readonly now: Date;
  /** OPERATOR_TOKEN. */
  readonly token?: string;
}

async function act(tx: Transaction, words: OperatorWords, { now, token: known }: Around): Promise<Said> {
  if (words.verb === 'console') return consoleAct(tx, words, now);
  if (words.verb === 'list') return done((await listOperators(tx)).map((one) => lineOf(one, now, words.isJson)));
  const acting = actingOf(words.who, words.verb === 'revoke' ? words.why : null);
  if (words.verb === 'revoke') {
    const isDone = await revokeOperator(tx, words.name, now, acting);
    return isDone
      ? done([`${words.name} is refused from now on`])
      : refused(`none that is valid is called ${words.name}`);
  }
  return issue(tx, words, { now, acting, ...(known !== undefined && { token: known }) });
}

async function issue(
  tx: Transaction,
  { name, expiresAt, isOfSetting }: Extract<OperatorWords, { readonly verb: 'issue' }>,
  { now, token: known, acting }: Around & { readonly acting: Acting },
): Promise<Said> {
  if (isOfSetting && (known === undefined || known.length < 32))
    throw new Error('--setting: OPERATOR_TOKEN is needed, 32 characters or more');
  if (!(await isRoomForOperator(tx, now)))
    return refused(`there are ${MOST_OPERATORS} that are valid, which is the most: revoke what nobody uses`);
  const kept = isOfSetting && known !== undefined ? { token: known } : {};
  const token = await issueOperator(tx, { name, expiresAt, now, ...kept }, acting);
  if (token === null)
    return refused(
      `one that is called ${name}, or has that token, is there, though it may have expired: revoke it first, or take another name`,
    );
  return done([isOfSetting ? `OPERATOR_TOKEN is stored as ${name}` : token]);
}

function lineOf(one: OperatorCredential, now: Date, isJson: boolean): string {
  const { id, name, createdAt, createdBy, expiresAt, revokedAt } = one;
  const state = revokedAt !== null ? 'revoked' : expiresAt !== null && expiresAt <= now ? 'expired' : 'valid';
  if (isJson) return JSON.stringify({ ...one, state });
  const until = expiresAt === null ? 'without an end' : `until ${expiresAt.toISOString()}`;
  return `${id}  ${state.padEnd(8)}${name}  ${until}, made ${createdAt.toISOString()} by ${createdBy}`;
}
