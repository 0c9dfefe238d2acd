/** What `help` shows of a command. */
export interface Help {
  readonly usage: string;
  readonly what: string;
  readonly options?: readonly (readonly [string, string])[];
  readonly examples: readonly string[];
}

export const HELP: Readonly<Record<string, Help>> = {
  init: {
    usage: 'init --url TENANT_URL --token SECRET_TOKEN [--users N] [--groups N] [--seed S] [--force]',
    what: 'tests the connection, then makes a source and a provisioning job; nothing when the test fails',
    options: [
      ['--url URL', 'the tenant URL; ?aadOptscim062020 at its end chooses the compliant PATCH dialect, as in Entra'],
      ['--token T', 'a bearer token; or the environment variable SCIM_TOKEN, which no list of processes shows'],
      [
        '--client-id, --client-secret, --token-url',
        'OAuth 2.0 client credentials instead of a token (CLIENT_SECRET in the environment)',
      ],
      [
        '--audience A [--issuer URL --subject S]',
        'an assertion of the local issuer instead of a secret (RFC 7523): see issuer',
      ],
      [
        '--mapping FILE',
        'attribute mappings of users as JSON instead of the default: [{"target":…,"source":{"attribute":…}}]',
      ],
      ['--users N, --groups N', 'how large the company is (200 and 9)'],
      ['--seed S', 'the same seed makes the same company (1)'],
      ['--deletion-threshold N', 'more disables and deletions in one cycle stop the job until they are allowed'],
      ['--skip-out-of-scope-deletions', 'who leaves the scope is left alone'],
      ['--scope JSON', 'scoping filters: [[{"attribute":"department","operator":"EQUALS","value":"Sales"}]]'],
      ['--force', 'replaces the job that stands in --dir, its company and its log; without it init refuses'],
    ],
    examples: ['SCIM_TOKEN=rcs_… entra-simulator init --url http://127.0.0.1:7301/scim/v2 --users 1000 --groups 20'],
  },
  credentials: {
    usage: 'credentials [--url TENANT_URL]',
    what: 'tests the connection with a new secret token, and stores it; a quarantine lasts until its next cycle or `restart`',
    options: [
      ['SCIM_TOKEN', 'the new token, in the environment, which no list of processes shows; or --token T'],
      ['CLIENT_SECRET', 'of a job with client credentials the new secret, in the environment; or --client-secret S'],
      ['--url URL', 'where the address has changed, too; its flag chooses the dialect as with init'],
    ],
    examples: [
      'SCIM_TOKEN=rcs_… entra-simulator credentials',
      'SCIM_TOKEN=rcs_… entra-simulator credentials --url https://scim.example.com/scim/v2',
    ],
  },
  assign: {
    usage: 'assign USER…  |  assign --group GROUP…  |  assign --remove USER…',
    what: 'assigns users or groups to the application, or takes assignments away',
    options: [
      ['--group', 'the names are those of groups'],
      ['--remove', 'unassigns; a user is disabled in the target, and later changes are not sent'],
    ],
    examples: ['entra-simulator assign ada@contoso.example', 'entra-simulator assign --remove --group "All employees"'],
  },
  change: {
    usage: 'change WHAT SUBJECT [VALUE…]',
    what: 'changes the source: disable, enable, delete, restore, set, manager, join, leave, delete-group',
    examples: [
      'entra-simulator change disable ada@contoso.example',
      'entra-simulator change set ada@contoso.example jobTitle="Chief engineer" department=',
      'entra-simulator change manager ada@contoso.example grace@contoso.example',
      'entra-simulator change join ada@contoso.example "Engineering"',
      'entra-simulator change delete ada@contoso.example     (purged after 30 simulated days)',
    ],
  },
  sync: {
    usage: 'sync [--cycles N] [--users N --groups N] [--concurrency C] [--verify] [--patience SECONDS]',
    what: 'runs provisioning cycles: an initial one first, then incremental ones, 40 simulated minutes apart',
    options: [
      ['--cycles N', 'how many (1)'],
      ['--users N, --groups N', 'makes a company of this size first, and restarts the job'],
      ['--concurrency C', 'requests at once (4)'],
      ['--patience S', 'how long a target that is away is waited for, in seconds (0)'],
      ['--verify', 'compares the target with the source afterwards'],
      [
        '--directory URL, --audit URL',
        'and Rollcall’s projections, with DIRECTORY_TOKEN and AUDIT_TOKEN in the environment',
      ],
    ],
    examples: [
      'entra-simulator sync --verify',
      'entra-simulator sync --users 50000 --groups 500 --concurrency 32 --verify',
    ],
  },
  'on-demand': {
    usage: 'on-demand USER | on-demand --group GROUP',
    what: 'provisions one user, or one group of up to five members, now, and shows each step',
    examples: ['entra-simulator on-demand ada@contoso.example'],
  },
  status: {
    usage: 'status [--json]',
    what: 'shows the job: its state, clock, links, escrows and quarantine',
    examples: ['entra-simulator status'],
  },
  logs: {
    usage: 'logs [--filter ODATA] [--top N] [--json FILE] [--csv FOLDER]',
    what: 'shows the provisioning log, or writes it as JSON or as the three CSV files of the portal',
    options: [['--filter F', "PATH eq 'VALUE', contains(PATH, 'VALUE'), PATH gt TIME, joined by and"]],
    examples: [
      `entra-simulator logs --filter "provisioningStatusInfo/status eq 'failure'"`,
      'entra-simulator logs --csv ./logs',
    ],
  },
  issuer: {
    usage: 'issuer',
    what: 'serves the keys of the local issuer, for a target that checks assertions, until Ctrl-C',
    examples: ['entra-simulator issuer'],
  },
  pause: { usage: 'pause', what: 'stops the job until it is restarted', examples: ['entra-simulator pause'] },
  restart: {
    usage: 'restart [--full]',
    what: 'clears escrows, quarantine and watermark: the next cycle is an initial one',
    options: [['--full', 'forgets which target objects belong to which source objects, too']],
    examples: ['entra-simulator restart'],
  },
  'allow-deletes': {
    usage: 'allow-deletes',
    what: 'lets the next cycle do the deletions that the threshold has stopped',
    examples: ['entra-simulator allow-deletes'],
  },
  advance: {
    usage: 'advance DAYSd|HOURSh|MINUTESm',
    what: 'moves the simulated clock; what lies 30 days in the recycle bin is purged',
    examples: ['entra-simulator advance 30d'],
  },
};

export function overview(): string {
  const width = Math.max(...Object.keys(HELP).map((name) => name.length));
  const lines = Object.entries(HELP).map(([name, { what }]) => `  ${name.padEnd(width)}  ${what}`);
  return [
    'entra-simulator: behaves at a SCIM target as the provisioning service of Microsoft Entra ID does',
    '',
    ...lines,
    '',
    'entra-simulator help COMMAND shows its options and examples. State is kept in --dir (./.entra-simulator).',
    '',
  ].join('\n');
}

export function helpOf(name: string): string {
  const help = HELP[name];
  if (help === undefined) return overview();
  const { usage, what, options = [], examples } = help;
  const width = Math.max(0, ...options.map(([option]) => option.length));
  return [
    `usage: entra-simulator ${usage}`,
    '',
    `  ${what}`,
    ...(options.length === 0 ? [] : ['', ...options.map(([option, text]) => `  ${option.padEnd(width)}  ${text}`)]),
    '',
    'for example:',
    ...examples.map((example) => `  ${example}`),
    '',
  ].join('\n');
}
