/** Whom a mail is written to, and for which company. */
export interface Reader {
  readonly recipientName: string;
  readonly tenantName: string;
}

export function nameOf(reader: Reader): string {
  return reader.tenantName === '' ? 'your company' : reader.tenantName;
}

export function toManager(reader: Reader): string {
  return `You get this mail because the directory of ${nameOf(reader)} names you as the manager.`;
}

export function toTenant(reader: Reader): string {
  return `You get this mail because this is the notification address of ${nameOf(reader)}.`;
}
