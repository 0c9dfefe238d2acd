import { Type } from 'typebox';
import { ConfigError } from './config.js';

/** Microsoft's clouds that have an Entra of their own. */
export const CLOUDS = ['global', 'usgov', 'china'] as const;
export type Cloud = (typeof CLOUDS)[number];

/** Microsoft Learn, "National clouds"; the applications are those of custom apps, by Graph's applicationTemplate. */
const TABLE: Readonly<
  Record<Cloud, { readonly authority: string; readonly sts: string; readonly application: string }>
> = {
  global: {
    authority: 'https://login.microsoftonline.com',
    sts: 'https://sts.windows.net',
    application: '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
  },
  usgov: {
    authority: 'https://login.microsoftonline.us',
    sts: 'https://sts.windows.net',
    application: '4602d0b4-76bb-404b-bca9-2652e1a39c6d',
  },
  china: {
    authority: 'https://login.partner.microsoftonline.cn',
    sts: 'https://sts.chinacloudapi.cn',
    application: '5a532e38-1581-4918-9658-008dc27c1d68',
  },
};

/** The variables of every process that believes Entra. @param of what is believed of it */
// The type is that of the schemas, which is what readConfig infers from.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function entraSettings(of: string) {
  return {
    ENTRA_CLOUDS: Type.String({
      default: 'global',
      description: `clouds of Entra ${of}, with commas: \`global\`, \`usgov\`, \`china\``,
    }),
    ENTRA_AUTHORITIES: Type.String({
      default: '',
      description: '`cloud=URL` of this machine, with commas, in place of the clouds’ own hosts: for tests alone',
    }),
  };
}

/** A tenant of Entra: who issues its tokens, and where its keys are. */
export interface EntraIssuer {
  /** Below it is all that concerns the tenant. */
  readonly authority: string;
  /** `iss` of tokens of version 1: those that Entra sends where no token is set. */
  readonly sts: string;
  /** Of version 2: assertions. */
  readonly issuer: string;
  readonly keysUrl: string;
  /** `aud` of Entra's own tokens. */
  readonly application: string;
}

/** The clouds that this installation serves. Nothing that anybody sends or sets by an API says where keys are fetched. */
export class EntraClouds {
  readonly served: readonly Cloud[];
  /** Base URLs of this machine, in place of the clouds' hosts: for tests and the demonstration. */
  readonly replaced: ReadonlyMap<Cloud, string>;

  /** @throws ConfigError */
  constructor({
    ENTRA_CLOUDS,
    ENTRA_AUTHORITIES,
  }: {
    readonly ENTRA_CLOUDS: string;
    readonly ENTRA_AUTHORITIES: string;
  }) {
    this.served = listOf(ENTRA_CLOUDS).map((name) => cloudOf('ENTRA_CLOUDS', name));
    this.replaced = new Map(listOf(ENTRA_AUTHORITIES).map(authorityOf));
  }

  isServed(cloud: Cloud): boolean {
    return this.served.includes(cloud);
  }

  issuerOf(cloud: Cloud, tenantId: string): EntraIssuer {
    const { authority, sts, application } = TABLE[cloud];
    const own = this.replaced.get(cloud);
    const base = `${own ?? authority}/${tenantId}`;
    return {
      authority: base,
      sts: `${own ?? sts}/${tenantId}/`,
      issuer: `${base}/v2.0`,
      keysUrl: `${base}/discovery/v2.0/keys`,
      application,
    };
  }
}

function listOf(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

function cloudOf(variable: string, name: string): Cloud {
  const cloud = CLOUDS.find((one) => one === name);
  if (cloud === undefined) throw new ConfigError([`${variable} names a cloud that is none of ${CLOUDS.join(', ')}`]);
  return cloud;
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

function authorityOf(part: string): [Cloud, string] {
  const [, name = '', base = ''] = /^([^=]*)=(.*)$/.exec(part) ?? [];
  const cloud = cloudOf('ENTRA_AUTHORITIES', name);
  const url = URL.parse(base);
  if (url === null || !/^https?:$/.test(url.protocol) || !LOOPBACK.has(url.hostname) || /[?#@]/.test(base)) {
    throw new ConfigError([
      `ENTRA_AUTHORITIES: ${cloud} has to be a URL of this machine, such as ${cloud}=http://127.0.0.1:7399; whoever is there signs in as Entra`,
    ]);
  }
  return [cloud, base.replace(/\/+$/, '')];
}
