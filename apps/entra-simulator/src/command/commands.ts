import { advance } from './advance.js';
import { allowDeletes } from './allow-deletes.js';
import { assign } from './assign.js';
import { change } from './change.js';
import type { Command } from './command.js';
import { credentials } from './credentials.js';
import { init } from './init.js';
import { issuer } from './issuer.js';
import { logs } from './logs.js';
import { onDemand } from './on-demand.js';
import { pause } from './pause.js';
import { restart } from './restart.js';
import { status } from './status.js';
import { sync } from './sync.js';

/** In the order in which `help` shows them. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  init,
  credentials,
  assign,
  change,
  sync,
  'on-demand': onDemand,
  status,
  logs,
  issuer,
  pause,
  restart,
  'allow-deletes': allowDeletes,
  advance,
};
