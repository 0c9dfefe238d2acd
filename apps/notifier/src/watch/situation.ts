/**
 * What the processes say of themselves, judged. What a process itself calls `degraded` (parked events, a stopped partition
 * or lane) needs a person and is told at once. What has failed, or does not answer, may be a deployment or a broker that comes
 * back: it is told when it has lasted for `patienceMs`.
 */
export interface Trouble {
  readonly process: string;
  /** In the process's own words, which hold no values of tenants or persons. */
  readonly says: string;
}

/** One thing that is not in order, as it was seen just now. */
export interface Symptom extends Trouble {
  /** Which of the process's checks, or `answer` for the process itself. */
  readonly check: string;
  readonly needsPerson: boolean;
}

/** Since when each symptom has been seen without a break, by process and check. */
export type Memory = ReadonlyMap<string, Date>;

export interface Situation {
  readonly troubles: readonly Trouble[];
  /** Something is not in order and not told yet: nobody can say that all is well. */
  readonly isWaiting: boolean;
  readonly memory: Memory;
}

export function judge(
  symptoms: readonly Symptom[],
  before: Memory,
  { now, patienceMs }: { readonly now: Date; readonly patienceMs: number },
): Situation {
  const memory = new Map<string, Date>();
  const troubles: Trouble[] = [];
  for (const { process, check, says, needsPerson } of symptoms) {
    const key = `${process}/${check}`;
    const since = before.get(key) ?? now;
    memory.set(key, since);
    if (needsPerson || now.getTime() - since.getTime() >= patienceMs) troubles.push({ process, says });
  }
  return { troubles, isWaiting: troubles.length < symptoms.length, memory };
}

/** The last mail to the operator: what it said, and when it went out or was made. */
export interface LastNotice {
  readonly kind: 'trouble' | 'clear';
  readonly at: Date;
  /** It has not gone out yet: while the mail server is away one mail waits, not one for each hour. */
  readonly isUnsent: boolean;
}

export type Notice = 'none' | 'trouble' | 'clear' | 'refresh';

/** Which mail is due: at most one in `everyMs`, one of trouble again while it lasts, and one when all is well again. */
export function dueNotice(
  { troubles, isWaiting }: Pick<Situation, 'troubles' | 'isWaiting'>,
  last: LastNotice | null,
  { now, everyMs }: { readonly now: Date; readonly everyMs: number },
): Notice {
  if (last?.isUnsent === true) return last.kind === 'trouble' && troubles.length > 0 ? 'refresh' : 'none';
  if (last !== null && now.getTime() - last.at.getTime() < everyMs) return 'none';
  if (troubles.length > 0) return 'trouble';
  return last?.kind === 'trouble' && !isWaiting ? 'clear' : 'none';
}
