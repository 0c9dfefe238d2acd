import { NoAnswer } from './client.js';
import type { Check, CheckResult, Verdict } from './check.js';
import { hideAll, presentable, type Exchange } from './exchange.js';
import { Shortfall, Skipped } from './expect.js';
import type { Probe } from './probe.js';

export interface Outcome {
  /** Nothing came back at all. */
  readonly isSilent: boolean;
  /** Without the secrets. */
  present(secrets: readonly string[]): Pick<CheckResult, 'verdict' | 'seen' | 'exchange' | 'steps' | 'milliseconds'>;
}

const MAX_SEEN = 600;

export async function judge(check: Check, probe: Probe): Promise<Outcome> {
  const begun = performance.now();
  const milliseconds = (): number => Math.round(performance.now() - begun);
  try {
    if (check.needs?.working === true) await probe.expectWorking();
    await check.run(probe);
    return outcome({ verdict: 'pass', seen: 'as expected', probe, milliseconds: milliseconds() });
  } catch (error) {
    const { verdict, seen, exchange } = verdictOf(error);
    const isSilent = error instanceof NoAnswer;
    return outcome({ verdict, seen, probe, milliseconds: milliseconds(), isSilent, ...(exchange && { exchange }) });
  }
}

export function skipped(reason: string): Outcome {
  return {
    isSilent: false,
    present: () => ({ verdict: 'skip', seen: reason, exchange: null, steps: [], milliseconds: 0 }),
  };
}

function verdictOf(error: unknown): { verdict: Verdict; seen: string; exchange?: Exchange } {
  if (error instanceof Skipped) return { verdict: 'skip', seen: error.message };
  if (error instanceof NoAnswer) return { verdict: 'fail', seen: error.message, exchange: error.exchange };
  if (!(error instanceof Shortfall)) {
    // An answer of a shape that the check did not think of. The target is to blame, or the check: a person must look.
    return { verdict: 'fail', seen: `the check could not read what it was given: ${String(error)}` };
  }
  const { seen, answer } = error;
  return { verdict: 'fail', seen, ...(answer === undefined ? {} : { exchange: answer.exchange }) };
}

interface Judged {
  readonly verdict: Verdict;
  readonly seen: string;
  readonly probe: Probe;
  readonly milliseconds: number;
  readonly exchange?: Exchange;
  readonly isSilent?: boolean;
}

function outcome({ verdict, seen, probe, milliseconds, exchange, isSilent = false }: Judged): Outcome {
  const shown = exchange ?? probe.exchanges.at(-1) ?? null;
  return {
    isSilent,
    present: (secrets) => {
      const hide = hideAll(secrets);
      return {
        verdict,
        seen: hide(seen).slice(0, MAX_SEEN),
        exchange: shown === null ? null : presentable(shown, secrets),
        steps: probe.exchanges.map((one) => hide(stepOf(one))),
        milliseconds,
      };
    },
  };
}

const MAX_STEP = 300;

function stepOf({ request, response, failure = '' }: Exchange): string {
  const { pathname, search } = new URL(request.url);
  return `${request.method} ${pathname}${search}`.slice(0, MAX_STEP) + ` → ${response?.status ?? failure}`;
}
