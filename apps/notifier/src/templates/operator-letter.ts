import type { OperatorFacts } from '../delivery/store.js';
import type { Letter } from './letter.js';
import { moment, plain } from './plain.js';

// A sentence of a process may name every partition: longer than a value, and still bounded.
const LONGEST_SENTENCE = 1_000;

/** To whoever runs the installation: what does not mend itself, in the words of the processes; or that it is over. */
export function operatorLetter({ at, troubles, more }: OperatorFacts): Letter {
  const [first] = troubles;
  if (first === undefined) return allClear(at);
  const others = troubles.length - 1 + more;
  const subject = `Rollcall needs a person: ${plain(first.process, 60)}: ${plain(first.says, 100)}`;
  return {
    subject: others === 0 ? subject : `${subject} (and ${others} more)`,
    heading: 'Rollcall needs a person',
    greeting: 'Hello,',
    sentences: [
      'What is listed here does not mend itself. The rest goes on.',
      'To see what was set aside: npm run projection -- all parked list. To try one again: … <projection> parked release <id> --why "…". ' +
        'To let it pass for good: … <projection> parked discard <id> --why "…".',
    ],
    rows: [
      ...troubles.map(({ process, says }) => [plain(process), plain(says, LONGEST_SENTENCE)] as const),
      ...(more === 0 ? [] : [['More', `${more} other matters`] as const]),
      ['Seen', moment(at)],
    ],
    footer: FOOTER,
  };
}

function allClear(at: string): Letter {
  return {
    subject: 'Rollcall: all is well again',
    heading: 'All is well again',
    greeting: 'Hello,',
    sentences: ['Every process that is watched is in order again.', 'There is nothing you have to do.'],
    rows: [['Seen', moment(at)]],
    footer: FOOTER,
  };
}

const FOOTER =
  'You get this mail because OPERATOR_MAIL of the notifier names you. There is at most one in an hour; the state is at /readyz of each process.';
