export default async function stopParts(): Promise<void> {
  // What the environment named is not ours to stop.
}
