import { parseArgs } from 'node:util';
import { isParkedTarget } from './statements/list-parked.js';

/** What an operator asks of a projection's parked events. */
export type ParkedAsk =
  | { readonly verb: 'list'; readonly isJson: boolean; readonly all: boolean }
  | { readonly verb: 'show'; readonly target: string; readonly isJson: boolean; readonly withData: boolean }
  | {
      readonly verb: 'release' | 'discard';
      readonly target: string;
      readonly isJson: boolean;
      readonly why: string;
      readonly who: string;
    };

export const PARKED_HELP = `parked list [--all] [--json]                 what is set aside: ids and reasons, no personal data; --all: what was discarded, and gaps that were accepted, too
parked show <event> [--data] [--json]        one of them; --data shows its headers and its value, which are personal data
parked release <event> --why "…" [--who name] [--json]
                                             tries it again, and what waits behind it follows; a gap is accepted
parked discard <event> --why "…" [--who name] [--json]
                                             passes it over for good
who (the user of this machine unless told), when and why stay, and are an entry of the audit log
<event>: an id of the list, or <topic>/<partition>/<offset>. Exit code: 0 done, 1 refused, 2 not understood.`;

/** The words were not understood; the message says which. */
export class UsageError extends Error {
  readonly code = 'USAGE';
}

const LONGEST_WORD = 1_000;

/**
 * Reads what follows `parked`; null is a call for help.
 *
 * @param user who decides unless `--who` says it
 * @throws UsageError
 */
export function parkedAsk(words: readonly string[], user: () => string): ParkedAsk | null {
  const { values, positionals } = parsed(words);
  const [verb, target, ...more] = positionals;
  if (values.help === true || verb === 'help') return null;
  const isJson = values.json === true;
  if (more.length > 0) throw new UsageError(`one event at a time: ${plain(more[0])} is too much`);
  allowOnly(values, ALLOWED.get(verb ?? '') ?? ['json']);
  if (verb === 'list' && target === undefined) return { verb, isJson, all: values.all === true };
  if (verb !== 'show' && verb !== 'release' && verb !== 'discard') {
    throw new UsageError(
      verb === 'list' ? 'list takes no event' : `parked ${plain(verb ?? '…')}: list, show, release or discard`,
    );
  }
  if (target === undefined || !isParkedTarget(target)) {
    throw new UsageError(`parked ${verb}: name an id of the list, or <topic>/<partition>/<offset>`);
  }
  if (verb === 'show') return { verb, target, isJson, withData: values.data === true };
  const told = (text: string | undefined, option: string): string => word(text, `${verb}: ${option}`);
  return { verb, target, isJson, why: told(values.why, '--why'), who: told(values.who ?? user(), '--who') };
}

const ALLOWED: ReadonlyMap<string, readonly string[]> = new Map([
  ['list', ['json', 'all']],
  ['show', ['json', 'data']],
  ['release', ['json', 'why', 'who']],
  ['discard', ['json', 'why', 'who']],
]);

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        all: { type: 'boolean' },
        data: { type: 'boolean' },
        why: { type: 'string' },
        who: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/);
    throw new UsageError(first);
  }
}

function allowOnly(values: object, allowed: readonly string[]): void {
  const stray = Object.keys(values).find((name) => !allowed.includes(name));
  if (stray !== undefined) throw new UsageError(`--${stray} says nothing here`);
}

function word(text: string | undefined, option: string): string {
  const said = text?.trim() ?? '';
  if (said === '') throw new UsageError(`${option} "…" is missing: it stays with the event`);
  if (said.length > LONGEST_WORD) throw new UsageError(`${option}: at most ${LONGEST_WORD} characters`);
  return said;
}

function plain(text: string | undefined): string {
  return (text ?? '').replaceAll(/\p{C}/gu, '?').slice(0, 60);
}
