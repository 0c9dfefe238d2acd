import type { RunDescription } from '../run-file.js';

/** What a person needs to know once all is ready: where everything is, and three things to try. */
export function banner(
  run: Omit<RunDescription, 'console'>,
  about: { tenant: string; people: number; end: string },
): string {
  const { tenant, people, end } = about;
  const rows: readonly (readonly [string, string])[] = [
    ['SCIM (tenant URL)', run.scim.url],
    ['  secret token', run.scim.token],
    ['Directory', `${run.directory.url}/employees`],
    ['Audit', `${run.audit.url}/entries`],
    ['Deliveries', `${run.notifier.url}/deliveries`],
    ['Mail inbox', run.mail.url],
    ['Admin API', `${run.admin.url}/tenants`],
    ...metricsOf(run),
    ['Kafka', run.kafka.brokers],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    '',
    `Rollcall is ready: tenant "${tenant}", ${people} employees.`,
    '',
    ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`),
    '',
    'Three things to try:',
    '',
    '  # one person, found as Entra ID would find them',
    `  ${scimExample(run)}`,
    '',
    '  # the same person in the employee directory, a projection of the events',
    `  curl -s '${run.directory.url}/employees?search=olivia.smith' -H 'Authorization: Bearer ${run.directory.token}'`,
    '',
    '  # the newest entries of the audit log: who changed what, when',
    `  curl -s '${run.audit.url}/entries?limit=3' -H 'Authorization: Bearer ${run.audit.token}'`,
    '',
    end,
    '',
  ].join('\n');
}

/** Of scim-api: where those of the others are is in run.json. */
function metricsOf({ metrics }: Pick<RunDescription, 'metrics'>): readonly (readonly [string, string])[] {
  const shown = metrics?.['scim-api'];
  return shown === undefined ? [] : [['Metrics', shown]];
}

function scimExample(run: Pick<RunDescription, 'scim'>): string {
  return `curl -s '${run.scim.url}/Users?filter=userName+eq+%22olivia.smith%40contoso.example%22' -H 'Authorization: Bearer ${run.scim.token}'`;
}
