import { migration } from '#postgres';
import { DATABASE } from '../database.js';

/** Who has read how often, until the window ends and the entry is made. Beside what is folded: no event tells it before. */
export const Reads15 = migration('Reads0000000000015', () => [
  `create table acts.audit_reads (
     tenant_id uuid not null,
     reader_type text collate "C" not null,
     reader text collate "C" not null,
     kind text collate "C" not null,
     began timestamptz(3) not null,
     address text collate "C",
     count integer not null,
     primary key (tenant_id, reader_type, reader, kind, began)
   )`,
  `create index audit_reads_by_time on acts.audit_reads (began)`,
  `grant select, insert, update, delete on acts.audit_reads to ${DATABASE.roles.audit}`,
]);
