import type { RunDescription } from '../run-file.js';

/** What a person needs to know once all is ready: the one address behind which the rest is. */
export function welcome(
  { console: { signIn } }: Pick<RunDescription, 'console'>,
  about: { readonly tenant: string; readonly people: number; readonly empty: string },
): string {
  const { tenant, people, empty } = about;
  return [
    '',
    `Rollcall is ready: tenant "${tenant}", ${people} employees.`,
    '',
    `  ${signIn.administrator}`,
    '',
    `It signs you in as the identity administrator of "${empty}", where nothing is connected yet:`,
    'Configuration → Integrations → Employee Provisioning → Enable.',
    '',
    'Links for an auditor, a people manager and the operator, URLs and tokens are in .rollcall/run.json.',
    'Ctrl-C stops everything; npm run reset forgets the data.',
    '',
  ].join('\n');
}
