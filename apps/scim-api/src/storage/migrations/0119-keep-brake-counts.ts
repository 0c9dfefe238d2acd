import { migration } from '#postgres';
import { CLEAR_KEEPING_COUNTS } from './shadow-functions.js';

/** Whoever was disabled or deleted as a shadow went live is counted by the brake of its connection for an hour, as by any write. */
export const KeepBrakeCounts0119 = migration('KeepBrakeCounts1764000000119', () => [CLEAR_KEEPING_COUNTS]);
