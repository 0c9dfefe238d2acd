/** How addresses in mails begin: a mail knows its tenant by no short name, and whoever follows one is signed in to it. */
export const OF_MAILS = ['activity', 'configuration', 'team'] as const;
