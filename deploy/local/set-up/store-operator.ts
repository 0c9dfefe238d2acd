import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from 'pg';
import { projectRoot } from '../parts/project-root.js';

const NAME = 'npm start';

/**
 * The operator's credential of this folder, which `run.json` shows: stored at the first start, so that what is done has a name.
 * On a server of somebody else's another folder may have stored its own under that name.
 */
export async function storeOperator(ownerUrl: string, token: string): Promise<void> {
  if (await isStored(ownerUrl, token)) return;
  const ownName = `${NAME} ${createHash('sha256').update(token).digest('hex').slice(0, 8)}`;
  for (const name of [NAME, ownName]) if (await isIssued(ownerUrl, token, name)) return;
  throw new Error('the operator’s credential could not be stored: npm run operator -- list shows those that there are');
}

async function isIssued(ownerUrl: string, token: string, name: string): Promise<boolean> {
  const entry = join(projectRoot(), 'dist', 'apps', 'scim-api', 'src', 'operator.js');
  const words = ['issue', name, '--setting', '--expires', 'none', '--who', NAME];
  const child = spawn(process.execPath, [entry, ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env.PATH, DATABASE_URL: ownerUrl, OPERATOR_TOKEN: token },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

async function isStored(url: string, token: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `select 1 from operator_credentials where token_hash = sha256(convert_to($1::text, 'UTF8'))`,
      [token],
    );
    return rowCount === 1;
  } finally {
    await client.end();
  }
}
