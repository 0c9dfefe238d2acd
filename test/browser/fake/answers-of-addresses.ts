import type { Answers } from './answer.js';
import { ago, DELIVERY } from './scenario.js';

const address = {
  address: 'identity@contoso.example',
  state: 'confirmed',
  refused: null,
  isMailed: true,
  confirmedAt: ago(600),
  mailDueAt: null,
  mailedAt: ago(700),
  linkGoodUntil: null,
  testMail: {
    deliveryId: DELIVERY,
    address: 'identity@contoso.example',
    madeAt: ago(44),
    status: 'accepted',
    reason: null,
  },
};

const addresses = (): object => ({
  items: [
    address,
    {
      ...address,
      address: 'it-operations-of-the-whole-company@contoso.example',
      state: 'waiting',
      isMailed: false,
      confirmedAt: null,
      linkGoodUntil: ago(-600),
      testMail: null,
    },
  ],
});

/** Of a connection: what became of each. */
export const ANSWERS_OF_ADDRESSES: Answers = {
  getConnectionNotificationAddresses: addresses,
  askConnectionNotificationAddresses: addresses,
  testConnectionNotificationAddresses: addresses,
};
