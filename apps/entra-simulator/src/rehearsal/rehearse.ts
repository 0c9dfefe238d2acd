import { connectByAssertion, connectByEntraToken, connectBySecret, connectByToken } from './connecting.js';
import { expire, revokeInUse, rotate, turnOff } from './ending.js';
import { brake, cleanUp } from './leaving.js';
import { oneLine, Stage, type StageOptions } from './stage.js';
import { NotOffered, type StepReport } from './step.js';
import { whatIsSeen } from './what-is-seen.js';

const guid = (application: string): string => application;
const uri = (application: string): string => `api://${application}`;
const scope = (application: string): string => `api://${application}/.default`;

/** What an administrator goes through with a connection, from its first day to its last. */
const STEPS: readonly (readonly [string, (stage: Stage) => Promise<void>])[] = [
  ['connect by token', connectByToken],
  ['connect by client secret, in the body', (stage) => connectBySecret(stage, 'body')],
  ['connect by client secret, by Basic', (stage) => connectBySecret(stage, 'header')],
  ['connect by assertion, audience GUID', (stage) => connectByAssertion(stage, guid, 'azp')],
  ['connect by assertion, audience api://GUID', (stage) => connectByAssertion(stage, uri, 'azp')],
  ['connect by assertion, audience api://GUID/.default', (stage) => connectByAssertion(stage, scope, 'azp')],
  ['connect by assertion that says appid', (stage) => connectByAssertion(stage, uri, 'appid')],
  ['connect by Entra’s own token', connectByEntraToken],
  ['rotate a token', rotate],
  ['let a token expire', expire],
  ['revoke a token in use', revokeInUse],
  ['turn a method off', turnOff],
  ['let many people leave at once', brake],
  ['clean up', cleanUp],
];

/** Goes through all of it; where the first connection fails, nothing more can be tried. */
export async function rehearse(options: StageOptions, onStep: (report: StepReport) => void): Promise<StepReport[]> {
  const stage = new Stage(options);
  const reports: StepReport[] = [];
  for (const [step, work] of STEPS) {
    const [first] = reports;
    if (first?.outcome === 'failed' && !stage.isConnected) break;
    const report = await done(stage, step, work);
    reports.push(report);
    onStep(report);
  }
  return reports;
}

async function done(stage: Stage, step: string, work: (stage: Stage) => Promise<void>): Promise<StepReport> {
  const [outcome, problem] = await work(stage).then(
    () => ['done', []] as const,
    (error: unknown) => [error instanceof NotOffered ? 'not offered' : 'failed', [saidBy(error)]] as const,
  );
  const did = [...stage.takeDid(), ...problem];
  return { step, outcome, did, sees: outcome === 'not offered' ? [] : await whatIsSeen(stage) };
}

function saidBy(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : 'something failed');
}
