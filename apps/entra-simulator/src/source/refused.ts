/** What the source does not do, in words for whoever asked for it. */
export class Refused extends Error {}
