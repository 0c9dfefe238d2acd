/**
 * What an asynchronous hook of Fastify is, without its promises where there is nothing to wait for: most requests go by a dozen
 * hooks that ask for what is known, and each promise is half a microsecond and a turn of the queue.
 */
export function atOnceOrThen(work: () => void | Promise<void>, done: (error?: Error) => void): void {
  let outcome: void | Promise<void>;
  try {
    outcome = work();
  } catch (error) {
    done(error instanceof Error ? error : new Error('a hook has failed', { cause: error }));
    return;
  }
  if (outcome === undefined) done();
  else outcome.then(() => done(), done);
}
