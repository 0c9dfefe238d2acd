export type { Acted, Acting } from '#contracts';
