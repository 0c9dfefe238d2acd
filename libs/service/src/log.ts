import type { LoggerService } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import pino, { type DestinationStream, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';
import { isoOf } from './iso-of.js';

export type { Logger };

export interface LogOptions {
  /** pino's levels: fatal, error, warn, info (the default), debug, trace, silent. */
  readonly level?: string;
  /** For a person at a terminal instead of a machine. */
  readonly pretty?: boolean;
  /** Where lines go; standard output by default. */
  readonly destination?: DestinationStream;
}

/**
 * JSON lines with `time` (RFC 3339), `level` as a word, `service`, and `trace_id` and `span_id` inside a span.
 * Log ids, types and counts. An error's own fields are dropped except name, message, code and stack: drivers put the
 * row that they refused (`detail`, `parameters`) and clients the request that they sent into them.
 */
export function createLogger(name: string, options: LogOptions = {}): Logger {
  return pino(
    {
      level: options.level ?? 'info',
      base: { service: name },
      timestamp: () => `,"time":"${isoOf(Date.now())}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: traceIds,
      serializers: { err: describeError, error: describeError },
      redact: { paths: SECRETS, censor: '[redacted]' },
    },
    destinationOf(options),
  );
}

/** Nest's own lines in the same log. */
export function nestLogger(logger: Logger): LoggerService {
  const line =
    (level: 'error' | 'warn' | 'info' | 'debug') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.findLast((part): part is string => typeof part === 'string');
      const err = message instanceof Error ? message : rest.find((part) => part instanceof Error);
      logger[level]({ context, err }, message instanceof Error ? message.message : String(message));
    };
  // What Nest reports at "log" is its start-up, one line per route: of interest to who debugs it.
  return { log: line('debug'), error: line('error'), warn: line('warn'), debug: line('debug'), verbose: line('debug') };
}

export interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly code: unknown;
  readonly stack: string | undefined;
  readonly cause?: DescribedError;
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const cause = error.cause instanceof Error ? { cause: describeError(error.cause) } : {};
  return {
    name: error.name,
    message: error.message,
    code: 'code' in error ? error.code : undefined,
    stack: error.stack,
    ...cause,
  };
}

// One level deep as well: pino's wildcard stands for one key.
const SECRET_KEYS = ['password', 'token', 'secret', 'clientSecret', 'authorization', 'cookie'];
const SECRETS = SECRET_KEYS.flatMap((key) => [key, `*.${key}`]);

function traceIds(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

function destinationOf(options: LogOptions): DestinationStream {
  if (options.destination !== undefined) return options.destination;
  if (options.pretty === true) return PinoPretty({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l', sync: true });
  // A write costs as much as all else of a line: some twenty go together, or those of a tenth of a second. At exit pino
  // flushes what is left; a process that is killed takes as much with it. Where nobody reads, lines beyond a mebibyte go.
  return flushingSoon(pino.destination({ sync: false, minLength: 4_096, maxLength: 1_048_576 }));
}

const FLUSH_MS = 100;

type Lines = ReturnType<typeof pino.destination>;

/** pino's own `periodicFlush` writes ten empty texts a second when there are no lines: most of what woke an idle process. */
export function flushingSoon(lines: Lines): Lines {
  let timer: NodeJS.Timeout | undefined;
  const write = lines.write.bind(lines);
  const flush = (): void => {
    timer = undefined;
    // While a write is under way nothing is flushed but behind it.
    lines.flush((error) => error ?? lines.flush());
  };
  return Object.assign(lines, {
    write(line: string): boolean {
      timer ??= setTimeout(flush, FLUSH_MS).unref();
      return write(line);
    },
  });
}
