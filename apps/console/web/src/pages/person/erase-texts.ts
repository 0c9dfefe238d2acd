import { catalogue } from '../../i18n/catalogue.ts';

export const ERASE_TEXTS = catalogue(
  {
    erase: 'Erase this person',
    eraseText: 'For good: what the directory keeps of somebody who was deleted, their history and their name.',
    eraseOpen: 'Erase for good',
    eraseTitle: 'Erase this person for good?',
    eraseNote:
      'It cannot be undone. Not reached are the events on the bus until their retention ends, the audit log, the activity of the last 30 days, mails that were sent, backups, and what Entra keeps.',
    eraseGo: 'Erase',
    erased: 'The person is erased',
    typeName: 'Type “{name}” to go on',
    nameDiffers: 'That is not the name of the person.',
    reasonHint: 'The audit log keeps it: name nobody.',
  },
  {
    erase: 'Diese Person tilgen',
    eraseText: 'Endgültig: was das Verzeichnis von jemandem behält, der gelöscht wurde, Verlauf und Name.',
    eraseOpen: 'Endgültig tilgen',
    eraseTitle: 'Diese Person endgültig tilgen?',
    eraseNote:
      'Es lässt sich nicht zurücknehmen. Nicht erreicht werden die Ereignisse auf dem Bus bis zum Ende ihrer Aufbewahrung, das Audit-Log, die Aktivität der letzten 30 Tage, verschickte Mails, Sicherungen und was Entra behält.',
    eraseGo: 'Tilgen',
    erased: 'Die Person ist getilgt',
    typeName: 'Geben Sie „{name}“ ein, um fortzufahren',
    nameDiffers: 'Das ist nicht der Name der Person.',
    reasonHint: 'Das Audit-Log behält ihn: Nennen Sie niemanden.',
  },
);
