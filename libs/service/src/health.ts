import type { FastifyInstance } from 'fastify';
import { metricsText } from '#telemetry';

/** Named checks of what this process needs; one that throws or gives false makes it not ready. */
export type Readiness = Readonly<Record<string, () => Promise<unknown> | unknown>>;

export interface Life {
  phase: 'starting' | 'running' | 'stopping';
}

/** `/healthz`: the process answers. `/readyz`: it can do its work. `/metrics`: Prometheus' text. */
export function answerHealth(fastify: FastifyInstance, life: Life, readiness: Readiness): void {
  fastify.get('/healthz', () => ({ status: 'ok' }));

  fastify.get('/readyz', async (_request, reply) => {
    const checks = Object.fromEntries(
      await Promise.all(
        Object.entries(readiness).map(async ([name, check]) => [name, await outcomeOf(check)] as const),
      ),
    );
    const isReady = life.phase === 'running' && Object.values(checks).every((outcome) => outcome === 'ok');
    return reply
      .status(isReady ? 200 : 503)
      .send({ status: isReady ? 'ready' : 'not ready', phase: life.phase, checks });
  });

  fastify.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metricsText()),
  );
}

const CHECK_TIMEOUT_MS = 2_000;

async function outcomeOf(check: Readiness[string]): Promise<'ok' | 'failed' | 'timed out'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timed out'>((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, 'timed out');
  });
  try {
    const outcome = Promise.resolve(check()).then((value) => (value === false ? 'failed' : 'ok'));
    return await Promise.race([outcome, timeout]);
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}
