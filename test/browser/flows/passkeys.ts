import type { RealStage, Visitor } from '../real.js';
import { asAdministrator, type Company } from './sign-on-stage.js';

/** A device that makes passkeys, and whose owner is always there; it is the window’s, and stays with it. */
export async function giveAuthenticator({ context, page }: Visitor): Promise<void> {
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** By a setup link, with a passkey of the visitor’s own device. Returns the account’s id. */
export async function setUpByLink(
  visitor: Visitor,
  company: Company,
  name: string,
  roles: readonly string[],
): Promise<string> {
  const { page, stage } = visitor;
  await giveAuthenticator(visitor);
  await page.goto(await setupLink(stage, company, roles));
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Make a passkey and sign in' }).click();
  await page.waitForURL((url) => url.pathname.startsWith(`/t/${company.slug}`));
  return (await visitor.session()).account.id;
}

export async function signInByPasskey({ page, stage }: Visitor): Promise<void> {
  await page.goto(`${stage.url}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
}

async function setupLink(stage: RealStage, company: Company, roles: readonly string[]): Promise<string> {
  let link = '';
  await asAdministrator(stage, company, async (administrator) => {
    const { status, body } = await administrator.write('POST', '/api/setup-links', { roles });
    if (status !== 201) throw new Error(`no setup link: ${JSON.stringify(body)}`);
    ({ link } = body as { readonly link: string });
  });
  return link;
}
