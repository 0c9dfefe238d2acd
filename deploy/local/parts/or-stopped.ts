/** A part that serves now; where that fails it is stopped before the failure is told: nobody else knows of it yet. */
export async function orStopped<Part extends { stop(): Promise<unknown> }>(
  part: Part,
  begin: () => Promise<unknown>,
): Promise<Part> {
  try {
    await begin();
    return part;
  } catch (error) {
    await part.stop();
    throw error;
  }
}
