/** `OTEL_SERVICE_NAME`, else the app's name from the entry's path; a second process of an app has its file's name. */
export function serviceName(env: Readonly<Record<string, string | undefined>>, entry: string | undefined): string {
  if (env.OTEL_SERVICE_NAME) return env.OTEL_SERVICE_NAME;
  const [, app, file] = /apps[\\/]([a-z-]+)[\\/]src[\\/]([a-z-]+)\.[jt]s$/.exec(entry ?? '') ?? [];
  if (app === undefined || file === undefined) return 'rollcall';
  return file === 'main' ? app : file;
}
