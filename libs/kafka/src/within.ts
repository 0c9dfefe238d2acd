/**
 * What `work` comes to, or an error when the time is up. Calls of kafkajs need one: of a connection that breaks while it
 * authenticates they hear nothing, and wait without end (src/network/connection.js, `authHandlers`).
 */
export async function within<Value>(work: Promise<Value>, { ms, what }: { ms: number; what: string }): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: no answer within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
