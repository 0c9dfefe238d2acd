import type { Mail } from '../cycle/quarantine-mail.js';

const TIMEOUT_MS = 10_000;

/** By SMTP; returns why it could not be sent, or null. */
export async function sendMail(smtpUrl: string, mail: Mail): Promise<string | null> {
  // Loaded with the first mail: most cycles send none.
  const { createTransport } = await import('nodemailer');
  const times = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  const transport = createTransport({ url: smtpUrl, ...times });
  try {
    await transport.sendMail(mail);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'no answer came';
  } finally {
    transport.close();
  }
}
