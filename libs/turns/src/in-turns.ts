import { turns, type Turn } from './turns.js';

/**
 * A computation that stops between its steps, for whoever drives it: pure libs say so where they may be interrupted, and of
 * how many units of work the step was, where these are counted.
 */
export type Steps<Result> = Generator<number | undefined, Result, void>;

/**
 * Drives the steps to their end, and gives the loop back between two of them when the time is over. Steps that are done
 * sooner await nothing. What they hold the loop for is counted for whose they are.
 */
export async function inTurns<Result>(steps: Steps<Result>, turn: Turn = turns.begin()): Promise<Result> {
  for (;;) {
    const done = turn.hold(() => throughTurn(steps, turn));
    if (done !== undefined) return done.value;
    await turn.next();
  }
}

/** Undefined: the turn is over, and the computation is not. */
function throughTurn<Result>(steps: Steps<Result>, turn: Turn): { readonly value: Result } | undefined {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return { value: step.value };
    if (turn.isOver(step.value ?? 0)) return undefined;
  }
}
