import { userInfo } from 'node:os';
import type { Pool } from 'pg';
import { openPool, withSearchPath } from '#postgres';
import type { Handlers } from './delivery.js';
import { runParkedCommand, type ParkedCommand } from './parked-command.js';

/** What the command has to know of a projection. */
export interface ParkedProjection {
  readonly name: string;
  /** `search_path` on the tables of the projection and the consumer's. */
  readonly schema: string;
  readonly handlers: () => Handlers;
  readonly told: ParkedCommand['told'];
  /** What follows `parked`. */
  readonly words: readonly string[];
}

/** The whole process of `node dist/apps/<app>/src/main.js parked list|show|release|discard …`; its setting is DATABASE_URL. */
export async function runParkedProcess({ name, schema, handlers, told, words }: ParkedProjection): Promise<void> {
  const complain = (line: string): void => void process.stderr.write(`${line}\n`);
  const url = process.env.DATABASE_URL ?? '';
  let pool: Pool | undefined;
  const open = (): Pool => {
    if (!URL.canParse(url)) {
      throw new Error(
        'DATABASE_URL is not set to a URL: postgres://role:password@host:port/database of the projection',
      );
    }
    return (pool ??= openPool({ url: withSearchPath(url, schema), applicationName: `${name}-parked`, max: 2 }));
  };
  // A reader that has seen enough (`… | head -1`) is no failure.
  process.stdout.on('error', () => process.exit(0));
  try {
    process.exitCode = await runParkedCommand({
      projection: name,
      words,
      pool: open,
      handlers: handlers(),
      user: userName,
      told,
      print: (line) => void process.stdout.write(`${line}\n`),
      complain,
    });
  } catch (error) {
    complain(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  } finally {
    await pool?.end();
  }
}

/** In a container the number may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? `user ${process.getuid?.() ?? ''}`.trim();
  }
}
