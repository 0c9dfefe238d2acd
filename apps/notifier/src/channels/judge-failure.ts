import type { Attempt } from '../delivery/channel.js';

/** How far an attempt came: `data` from the message's first byte on, `answered` when the server took it. */
export type Stage = 'connecting' | 'envelope' | 'data' | 'answered';

/**
 * What a failed attempt means. The reason names codes only: a server's text often repeats the recipient's address.
 *
 * Before the envelope (greeting, TLS, AUTH) even a 5xx is about this client and not about this mail: it is `unsent`.
 * In the envelope and after DATA a 4xx or 5xx is the server's word. Silence after DATA is nobody's.
 */
export function judgeFailure(error: unknown, stage: Stage): Attempt {
  const code = replyCode(error);
  const because = describe(error, stage, code);
  if (stage === 'connecting') return { kind: 'unsent', because };
  if (code !== null && code >= 400 && code < 600) {
    // 503 (bad sequence) and 421 (closing) are about the session; nodemailer counts both as passing.
    return { kind: 'refused', permanent: code >= 500 && code !== 503, because };
  }
  if (stage === 'envelope') return { kind: 'unsent', because };
  return { kind: 'cut-off', because };
}

function replyCode(error: unknown): number | null {
  const code = field(error, 'responseCode');
  return typeof code === 'number' ? code : null;
}

const STAGES: Readonly<Record<Stage, string>> = {
  connecting: 'before MAIL FROM',
  envelope: 'before DATA',
  data: 'after DATA',
  answered: 'after DATA',
};

function describe(error: unknown, stage: Stage, code: number | null): string {
  const where = STAGES[stage];
  if (code !== null) return [`server answered ${code}`, enhancedCode(error), where].filter(Boolean).join(' ');
  return `no answer ${where} (${cause(error)})`;
}

/** RFC 3463 `class.subject.detail` behind the reply code. */
function enhancedCode(error: unknown): string | undefined {
  const response = field(error, 'response');
  return typeof response === 'string' ? /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] : undefined;
}

/** nodemailer's `code` is its own (ESOCKET); the system's (ECONNREFUSED) says more. */
function cause(error: unknown): string {
  const code = field(error, 'originalCode') ?? field(error, 'code');
  return typeof code === 'string' ? code : 'no code';
}

function field(error: unknown, name: 'responseCode' | 'response' | 'originalCode' | 'code'): unknown {
  return typeof error === 'object' && error !== null && name in error ? Reflect.get(error, name) : undefined;
}
