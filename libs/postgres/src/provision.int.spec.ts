import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { parts } from '../../../test/support/parts.js';
import { provisionDatabase, withDatabase, withRole } from './provision.js';

const mark = `provision_${randomBytes(4).toString('hex')}`;
const [operator, other, database, service] = ['operator', 'other', 'database', 'service'].map(
  (name) => `${mark}_${name}`,
) as [string, string, string, string];
const operatorUrl = withRole(parts().postgresUrl, { name: operator, password: 'o' });
const spec = (password: string) => ({ name: database, roles: [{ name: service, password }] });
let superuser: Client;

beforeAll(async () => {
  superuser = new Client({ connectionString: parts().postgresUrl });
  await superuser.connect();
  for (const name of [operator, other]) {
    await superuser.query(`create role ${name} with login createdb createrole password 'o'`);
  }
});

afterAll(async () => {
  await superuser.query(`drop database if exists ${database} with (force)`);
  for (const name of [service, operator, other]) await superuser.query(`drop role if exists ${name}`);
  await superuser.end();
});

/** What a role is told when it logs in to the database. */
async function login(password: string): Promise<string> {
  const url = withRole(withDatabase(parts().postgresUrl, database), { name: service, password });
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string }>('select current_user as name');
    return rows[0]?.name ?? '';
  } catch (error) {
    return String((error as { code?: string }).code);
  } finally {
    await client.end();
  }
}

/** By a role with CREATEDB and CREATEROLE, as operators and clouds give it; none of it needs a superuser. */
describe('provisioning', () => {
  it('makes the database and its roles, and sets new passwords when it runs again', async () => {
    await provisionDatabase(operatorUrl, spec('first'));
    expect([await login('first'), await login('second')]).toEqual([service, '28P01']);
    await provisionDatabase(operatorUrl, spec('second'));
    expect([await login('first'), await login('second')]).toEqual(['28P01', service]);
  });

  it.each([
    ['createdb', 'nocreatedb'],
    ['createrole bypassrls', 'nocreaterole nobypassrls'],
    ['superuser', 'nosuperuser'],
    ['replication', 'noreplication'],
    ['nologin', 'login'],
  ])('refuses a role that is %s, and says what to run', async (attributes, remedy) => {
    await superuser.query(`alter role ${service} with ${attributes}`);
    const attempt = provisionDatabase(operatorUrl, spec('third'));
    const statement = `alter role "${service}" with ${remedy}`;
    await expect(attempt).rejects.toThrow(`${attributes.replace(' ', ', ')}. Let a superuser run: ${statement};`);
    expect(await login('third')).toMatch(/28P01|28000/);
    await superuser.query(statement);
    await provisionDatabase(operatorUrl, spec('second'));
    expect(await login('second')).toBe(service);
  });

  it('says what to run when a role is another’s', async () => {
    await superuser.query(`revoke ${service} from ${operator} cascade`);
    const statement = `grant "${service}" to "${operator}" with admin option`;
    await expect(provisionDatabase(operatorUrl, spec('fourth'))).rejects.toThrow(`superuser run: ${statement};`);
    await superuser.query(statement);
    await provisionDatabase(operatorUrl, spec('fourth'));
    expect(await login('fourth')).toBe(service);
  });

  it('refuses a database that is another’s, whose grants would be answered and do nothing', async () => {
    await superuser.query(`alter database ${database} owner to ${other}`);
    const statement = `alter database "${database}" owner to "${operator}"`;
    await expect(provisionDatabase(operatorUrl, spec('fifth'))).rejects.toThrow(`superuser run: ${statement};`);
    await superuser.query(statement);
    await provisionDatabase(operatorUrl, spec('fifth'));
    expect(await login('fifth')).toBe(service);
  });
});
