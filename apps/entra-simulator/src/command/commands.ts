import type { Command } from './command.js';

/** A command as `help` lists it; what it is made of is loaded when it is run, so that none pays for the others. */
export interface ListedCommand {
  readonly what: string;
  readonly load: () => Promise<Command>;
}

/** In the order in which `help` shows them. */
export const COMMANDS: Readonly<Record<string, ListedCommand>> = {
  init: {
    what: 'tests the connection, then makes a source and a provisioning job; nothing when the test fails',
    load: async () => (await import('./init.js')).init,
  },
  credentials: {
    what: 'tests the connection with a new secret token, and stores it; a quarantine lasts until its next cycle or `restart`',
    load: async () => (await import('./credentials.js')).credentials,
  },
  rotate: {
    what: 'fetches a new credential from the target’s admin API, tests and stores it, and ends the old one when told to',
    load: async () => (await import('./rotate.js')).rotate,
  },
  test: {
    what: 'Test Connection: asks for a user who cannot be there, with the credentials that are stored',
    load: async () => (await import('./test-connection.js')).testConnection,
  },
  assign: {
    what: 'assigns users or groups to the application, or takes assignments away',
    load: async () => (await import('./assign.js')).assign,
  },
  change: {
    what: 'changes the source: disable, enable, delete, restore, set, manager, join, leave, delete-group',
    load: async () => (await import('./change.js')).change,
  },
  sync: {
    what: 'runs provisioning cycles: an initial one first, then incremental ones, 40 simulated minutes apart',
    load: async () => (await import('./sync.js')).sync,
  },
  'on-demand': {
    what: 'provisions one user, or one group of up to five members, now, and shows each step',
    load: async () => (await import('./on-demand.js')).onDemand,
  },
  status: {
    what: 'shows the job: its state, clock, links, escrows and quarantine',
    load: async () => (await import('./status.js')).status,
  },
  logs: {
    what: 'shows the provisioning log, or writes it as JSON or as the three CSV files of the portal',
    load: async () => (await import('./logs.js')).logs,
  },
  issuer: {
    what: 'serves the local issuer of a job that signs its tokens, rotates its keys, or takes them down',
    load: async () => (await import('./issuer.js')).issuer,
  },
  idp: {
    what: 'signs the company’s people in over OpenID Connect and SAML, as Entra does; its applications, roles and certificates',
    load: async () => (await import('./idp.js')).idp,
  },
  rehearse: {
    what: 'goes through the life of a connection in a tenant of its own, and says what the target’s administrator sees',
    load: async () => (await import('./rehearse.js')).rehearse,
  },
  pause: {
    what: 'stops the job until it is restarted',
    load: async () => (await import('./pause.js')).pause,
  },
  restart: {
    what: 'clears escrows, quarantine and watermark: the next cycle is an initial one',
    load: async () => (await import('./restart.js')).restart,
  },
  'allow-deletes': {
    what: 'lets the next cycle do the deletions that the threshold has stopped',
    load: async () => (await import('./allow-deletes.js')).allowDeletes,
  },
  advance: {
    what: 'moves the simulated clock; what lies 30 days in the recycle bin is purged',
    load: async () => (await import('./advance.js')).advance,
  },
};
