import { pageOf, type Answers } from './answer.js';
import { ANSWERS_OF_ADDRESSES } from './answers-of-addresses.js';
import { NOTIFIER_FOLLOWS } from './answers-of-following.js';
import { ago, DELIVERY, EVENT, uuid } from './scenario.js';

const accepted = {
  id: uuid(801),
  time: ago(6),
  eventIds: [EVENT],
  eventCount: 1,
  recipient: 'grace.hopper@contoso.example',
  template: 'joiner',
  status: 'accepted',
  phase: null,
  dueAt: null,
  reason: null,
  digestId: null,
  attempts: 1,
  messageId: '<0198c0de@rollcall.example>',
  settledAt: ago(5),
};

const uncertain = {
  ...accepted,
  id: DELIVERY,
  time: ago(44),
  template: 'leaver',
  status: 'uncertain',
  reason: 'the connection broke after the message was sent',
  attempts: 1,
};

const deliveries = [
  {
    ...accepted,
    id: uuid(802),
    status: 'pending',
    phase: 'waiting',
    dueAt: ago(-20),
    settledAt: null,
    recipient: null,
  },
  accepted,
  uncertain,
  { ...accepted, id: uuid(803), status: 'suppressed', reason: 'manager has no address', recipient: null, attempts: 0 },
  { ...accepted, id: uuid(804), template: 'digest', eventCount: 1_204 },
];

const ofPerson = { ...accepted, recipient: 'g***@contoso.example', personId: uuid(4_097) };
const ofReports = [ofPerson, { ...uncertain, recipient: 'g***@contoso.example', personId: uuid(4_097) }];

export const ANSWERS_OF_NOTIFIER: Answers = {
  ...NOTIFIER_FOLLOWS,
  listDeliveries: (...asked) =>
    pageOf(asked, deliveries, (index) => ({ ...accepted, id: uuid(4096 + index), time: ago(index) })),
  listReportDeliveries: (...asked) =>
    pageOf(asked, ofReports, (index) => ({ ...ofPerson, id: uuid(4096 + index), time: ago(index) })),
  ...ANSWERS_OF_ADDRESSES,
  getDelivery: () => uncertain,
  listDeliveryEvents: () => ({ items: [EVENT], next: null }),
  resendDelivery: () => ({ ...uncertain, status: 'pending', phase: 'queued', dueAt: ago(0), settledAt: null }),
};
