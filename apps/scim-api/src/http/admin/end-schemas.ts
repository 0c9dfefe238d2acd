import { Type } from 'typebox';
import { name, nullable, reason, strict, time } from './schemas.js';

export const EndRequest = Type.Object(
  { name: Type.Intersect([name, Type.String({ description: 'The tenant’s, as it stands there.' })]), reason },
  strict,
);

const counts = (description: string) => Type.Record(Type.String(), Type.Integer(), { description });

const Report = Type.Object({
  database: Type.String({ examples: ['rollcall_audit'] }),
  state: Type.String({ description: '`waiting`, `removing`, `removed`, or `unknown`: its service did not say.' }),
  because: nullable(Type.String({ description: 'Why it is not known.' })),
  removedAt: nullable(time),
  rows: counts('Rows that were removed, by table.'),
});

export const EndView = Type.Object({
  tenantId: Type.String({ format: 'uuid' }),
  state: Type.String({
    description:
      '`asked`: it can be cancelled. `ended`: rows are being removed. `removed`: from every database that is known.',
  }),
  askedAt: time,
  by: nullable(Type.String({ description: 'What the credential of whoever asked is called.', examples: ['anna'] })),
  reason,
  dueAt: time,
  endedAt: nullable(time),
  databases: Type.Array(Report),
  remaining: nullable(
    counts(
      'By topic, events that stay there until they are erased by their keys; counted by the audit log as it removed its entries. null: not yet.',
    ),
  ),
});
