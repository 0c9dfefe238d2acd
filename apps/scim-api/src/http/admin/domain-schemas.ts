import { Type } from 'typebox';
import { dateTime } from '#service';
import { reason } from './schemas.js';

const EXAMPLE_TIME = '2026-11-24T08:00:00.000Z';
const time = Type.Union([dateTime({ examples: [EXAMPLE_TIME] }), Type.Null()]);
const strict = { additionalProperties: false };

export const NewDomain = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 253,
      'x-expected': 'a mail domain, such as contoso.example',
      examples: ['contoso.example'],
    }),
    reason: Type.Optional(reason),
  },
  strict,
);

export const DomainDecision = Type.Object(
  {
    state: Type.Union([Type.Literal('verified'), Type.Literal('withdrawn')]),
    reason: Type.String({
      minLength: 1,
      maxLength: 500,
      pattern: '\\S',
      'x-expected': 'a text of 1 to 500 characters that says why',
      examples: ['The contract of 2026-11-24 names this domain.'],
    }),
  },
  strict,
);

export const DomainView = Type.Object({
  name: Type.String({ examples: ['contoso.example'] }),
  state: Type.Union(
    [Type.Literal('pending'), Type.Literal('verified'), Type.Literal('failing'), Type.Literal('withdrawn')],
    {
      description: 'Mails go to verified and failing ones: failing is a verified one whose record was not there last.',
    },
  ),
  record: Type.Object(
    {
      name: Type.String({ examples: ['_rollcall-challenge.contoso.example'] }),
      type: Type.Literal('TXT'),
      value: Type.String({ examples: ['rollcall-verification=Zm9vYmFyYmF6cXV4Zm9vYmFyYmE'] }),
    },
    { description: 'To be published in the DNS, and to stay there.' },
  ),
  failures: Type.Integer({
    minimum: 0,
    description: 'Answers without the record in a row; three withdraw the domain.',
  }),
  verifiedBy: Type.Union([Type.Literal('dns'), Type.Literal('operator'), Type.Null()], {
    description: 'operator: by a decision, verified or withdrawn, that name servers do not change.',
  }),
  reason: Type.Union([Type.String(), Type.Null()]),
  createdAt: dateTime({ examples: [EXAMPLE_TIME] }),
  verifiedAt: time,
  nextCheckAt: time,
});
