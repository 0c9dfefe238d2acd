import { migration } from '#postgres';
import { erasedTables } from '../kept-tables.js';

/** Nobody so far; outside what is folded, so that a rebuild knows them too. */
export const ErasedPeople25 = migration('ErasedPeople0000000000025', () => erasedTables());
