import { revoke, type Issued } from '../administration/issued.js';
import type { Connection } from '../session/connection.js';
import { byToken, oneChange } from './connecting.js';
import type { Stage } from './stage.js';
import { expectThat, offered } from './step.js';

// Targets keep credentials in memory for a while, Rollcall for five seconds; the report says how long it took.
const REFUSED_WITHIN_MS = 20_000;
const EXPIRES_IN_MS = 3_000;

async function newToken(stage: Stage): Promise<{ readonly issued: Issued; readonly connection: Connection }> {
  const issued = await stage.issue('token');
  return { issued, connection: byToken(stage, issued) };
}

/** A second one, Test Connection, and only then the end of the first. */
export async function rotate(stage: Stage): Promise<void> {
  const old = await newToken(stage);
  await stage.connect(old.connection);
  const next = await newToken(stage);
  await stage.connect(next.connection);
  await revoke(stage.admin, old.issued.credentialId);
  stage.did('ended the old one');
  await stage.untilRefused(old.connection, REFUSED_WITHIN_MS);
  await oneChange(stage);
  await revoke(stage.admin, next.issued.credentialId);
}

export async function expire(stage: Stage): Promise<void> {
  const expiresAt = new Date(Date.now() + EXPIRES_IN_MS).toISOString();
  // It is not tested first: the test might take longer than it is good for.
  stage.connection = byToken(stage, await stage.issue('token', { expiresAt }));
  await stage.untilRefused(stage.connection, EXPIRES_IN_MS + REFUSED_WITHIN_MS);
  await refusedThenWell(stage);
}

export async function revokeInUse(stage: Stage): Promise<void> {
  const { issued, connection } = await newToken(stage);
  await stage.connect(connection);
  await revoke(stage.admin, issued.credentialId);
  stage.did('revoked it');
  await stage.untilRefused(connection, REFUSED_WITHIN_MS);
  await refusedThenWell(stage);
}

export async function turnOff(stage: Stage): Promise<void> {
  const { issued, connection } = await newToken(stage);
  await stage.connect(connection);
  offered('a method turned off', await stage.admin.call('PATCH', '', { methods: { token: false } }));
  stage.did('turned tokens off');
  try {
    await stage.untilRefused(connection, REFUSED_WITHIN_MS);
  } finally {
    await stage.admin.call('PATCH', '', { methods: { token: true } });
  }
  stage.did('turned tokens on again');
  await revoke(stage.admin, issued.credentialId);
}

/** Entra's job goes into quarantine at once, and leaves it with credentials that work. */
async function refusedThenWell(stage: Stage): Promise<void> {
  const { quarantine } = await stage.cycle();
  expectThat(quarantine === 'EncounteredQuarantineException', 'the job went on with credentials that were refused');
  const { issued, connection } = await newToken(stage);
  await stage.connect(connection);
  await stage.cleanCycle();
  await revoke(stage.admin, issued.credentialId);
}
