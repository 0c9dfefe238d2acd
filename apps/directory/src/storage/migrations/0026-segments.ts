import { migration } from '#postgres';
import { segmentTables } from '../segment-tables.js';

/** None so far; in the schema that is never folded again. */
export const Segments26 = migration('Segments0000000000026', () => segmentTables());
