import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes the folder, and takes it and what lies in it from everybody but its owner: databases, topics, logs and mails are
 * other people's data. One that an earlier release made with wider modes is closed as well.
 */
export async function closeFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    // Kafka's programs: nothing in them is anybody's, and two starts may fetch them at once.
    if (entry.name === 'cache') continue;
    const mode = entry.isDirectory() ? 0o700 : entry.isFile() ? 0o600 : undefined;
    if (mode !== undefined) await chmod(join(dir, entry.name), mode).catch(ignoreGone);
  }
}

function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
