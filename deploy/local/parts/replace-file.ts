import { open, rename } from 'node:fs/promises';

/** Writes a file that only its owner may read, by rename: a reader sees the old content or the new, never a part. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const half = `${path}.${process.pid}.new`;
  const handle = await open(half, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(half, path);
}
