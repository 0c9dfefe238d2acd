import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mail } from '../delivery/channel.js';

/** RFC 5322 message with a text and an HTML part; header values are encoded and folded by nodemailer. */
export function mimeMessage(mail: Mail): Promise<Buffer> {
  return new MailComposer({
    messageId: mail.messageId,
    from: mail.from,
    to: { name: '', address: mail.recipient },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: {
      // RFC 3834: no out-of-office answers to us, please.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
