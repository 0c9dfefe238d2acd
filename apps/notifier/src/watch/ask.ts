import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Symptom } from './situation.js';
import type { Watched } from './watched.js';

const TIMEOUT_MS = 5_000;
const MOST_BYTES = 65_536;
const MOST_CHECKS = 32;

const READINESS = Compile(
  Type.Object({
    phase: Type.String({ maxLength: 50 }),
    checks: Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 100 })),
    because: Type.Optional(Type.Record(Type.String({ maxLength: 100 }), Type.String())),
  }),
);

/** Asks one process how it is; never throws. At most 5 s and 64 KiB, and no redirect is followed. */
export async function askReadiness({ name, url }: Watched, timeoutMs = TIMEOUT_MS): Promise<readonly Symptom[]> {
  const silent = (says: string): readonly Symptom[] => [{ process: name, check: 'answer', says, needsPerson: false }];
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(url, { signal, redirect: 'manual', headers: { accept: 'application/json' } });
    const text = await boundedText(answer);
    if (text === null) return silent('its /readyz answers more than can be meant');
    if (answer.status !== 200 && answer.status !== 503) return silent(`its /readyz answers ${answer.status}`);
    return symptomsOf(name, JSON.parse(text)) ?? silent('its /readyz answers what is not understood');
  } catch (error) {
    return silent(error instanceof SyntaxError ? 'its /readyz answers what is no JSON' : 'its /readyz does not answer');
  }
}

function symptomsOf(process: string, body: unknown): readonly Symptom[] | null {
  if (!READINESS.Check(body)) return null;
  const checks = Object.entries(body.checks).filter(([, outcome]) => outcome !== 'ok');
  const named = checks.slice(0, MOST_CHECKS).map(([check, outcome]): Symptom => ({
    process,
    check,
    says: body.because?.[check] ?? `the check "${check}" says: ${outcome}`,
    needsPerson: outcome === 'degraded',
  }));
  if (named.length > 0 || body.phase === 'running') return named;
  return [{ process, check: 'answer', says: `it is ${body.phase}`, needsPerson: false }];
}

/** null when there is more of it: the rest is not read. */
async function boundedText(answer: Response): Promise<string | null> {
  if (answer.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Of bytes: the types of Node leave it open.
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
