/**
 * A computation that stops between its steps, each of which is short, so that whoever drives it can let others have the
 * thread. This library knows neither clock nor event loop: it says where it may be interrupted, how many characters it has
 * looked at since it last said so (where that is counted), and no more.
 */
export type Steps<Result> = Generator<number | undefined, Result, void>;

/** All steps at once, for who has the time. */
export function finished<Result>(steps: Steps<Result>): Result {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
  }
}
