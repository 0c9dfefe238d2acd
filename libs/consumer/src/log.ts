/** Where the consumer says what it does; pino's loggers fit. Ids, types and counts only, never an event's values. */
export interface ConsumerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const SILENT: ConsumerLog = { info: nothing, warn: nothing, error: nothing };

function nothing(): void {
  // A test or a rebuild that wants no lines.
}
