/** What the person at the command line has to do differently; shown without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
