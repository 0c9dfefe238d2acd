import { expect, it } from '@jest/globals';
import { masked, type Shown } from './delivery-view.js';

const of = (recipient: string | null): Shown => ({
  id: 'd',
  time: '',
  eventIds: [],
  eventCount: 0,
  recipient,
  template: 'leaver',
  status: 'accepted',
  phase: null,
  dueAt: null,
  reason: null,
  digestId: null,
  attempts: 1,
  messageId: '<d@rollcall>',
  settledAt: null,
});

it('whoever may not see addresses is shown where a mail went, and not to whom', () => {
  const shown = ['ada@contoso.example', '"a@b"@contoso.example', 'x', null].map((text) => masked(of(text)).recipient);
  expect(shown).toEqual(['a***@contoso.example', '"***@contoso.example', '***', null]);
  expect(masked(of('ada@contoso.example'))).toEqual(of('a***@contoso.example'));
});
