import { UsageError } from '../session/usage-error.js';
import type { Command } from './command.js';

export const idp: Command = {
  usage: 'idp [serve|show|register NAME|assign USER ROLE…|certificate WHAT]',
  options: [
    ['serve', 'signs people in over OpenID Connect and SAML, until Ctrl-C; says who asks. What is done by'],
    ['', 'another terminal meanwhile counts at once'],
    ['--port N', 'of 127.0.0.1, which is another site than localhost (7399)'],
    ['--company N', 'at the first use: makes a company of so many people where --dir has none (25)'],
    ['--console URL', 'at the first use: registers the console that is there (http://localhost:7306)'],
    ['--cloud C', 'at the first use: global (default), usgov or china where an address names none: /CLOUD/TENANT/…'],
    ['--entra-tenant ID', 'at the first use: the tenant’s id; else that of the job in --dir, or a new one'],
    ['show', 'what an administrator pastes into the target, and who has which role'],
    ['register NAME', 'an application, or what is given of one that has this name or client id:'],
    ['--client-id, --client-secret', 'the secret is added to those that it has; it ends --secret-expires TIME'],
    ['--client-key FILE', 'PEM of the public key or certificate of a client that signs assertions (private_key_jwt)'],
    ['--redirect, --reply URL,…', 'redirect URIs of OpenID Connect, reply URLs of SAML; they replace those before'],
    ['--identifier ID', 'the entity id of a service provider'],
    ['--logout, --saml-logout URL', 'told in a frame when somebody signs out'],
    ['--sign WHAT', 'assertion (default), response or both, by --algorithm sha256 (default) or sha1'],
    ['--assignment-required, --auth-time, --groups yes|no', 'what the application is configured to'],
    ['assign USER ROLE…', 'gives app roles by their values; without one, Default Access; --remove takes them away'],
    ['certificate add', 'of SAML: a further one, in the metadata, not in use yet'],
    ['certificate roll', 'the last one that was added signs, or a new one; those before stay in the metadata'],
    ['certificate expire', 'signs with one that ended yesterday'],
    ['certificate remove', 'takes all but the one that signs out of the metadata; --app NAME where there are several'],
  ],
  examples: [
    'entra-simulator idp --dir .rollcall/entra-simulator',
    'entra-simulator idp assign ada@contoso.example Rollcall.Auditor',
    'entra-simulator idp register Rollcall --client-secret s3cret',
    'entra-simulator idp certificate roll',
  ],
  run: async (args) => {
    const [what = 'serve', ...rest] = args;
    const words = what.startsWith('-') ? args : rest;
    switch (what.startsWith('-') ? 'serve' : what) {
      case 'serve':
        return (await import('./idp-serve.js')).serve(words);
      case 'show':
        return (await import('./idp-serve.js')).show(words);
      case 'register':
        return (await import('./idp-register.js')).register(words);
      case 'assign':
        return (await import('./idp-settings.js')).assign(words);
      case 'certificate':
        return (await import('./idp-settings.js')).certificate(words);
      default:
        throw new UsageError('serve, show, register, assign or certificate?');
    }
  },
};
