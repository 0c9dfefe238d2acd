import { turns, type Turn } from './turns.js';

/**
 * A computation that stops between its steps, for whoever drives it: pure libs say so where they may be interrupted, and of
 * how many units of work the step was, where these are counted.
 */
export type Steps<Result> = Generator<number | void, Result, void>;

/**
 * Drives the steps to their end, and gives the loop back between two of them when the time is over. Steps that are done
 * sooner await nothing.
 */
export async function inTurns<Result>(steps: Steps<Result>, turn: Turn = turns.begin()): Promise<Result> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    if (turn.isOver(step.value ?? 0)) await turn.next();
  }
}
