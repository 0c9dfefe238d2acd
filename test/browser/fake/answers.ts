import type { Answers } from './answer.js';
import { ANSWERS_OF_AUDIT } from './answers-of-audit.js';
import { ANSWERS_OF_DIRECTORY } from './answers-of-directory.js';
import { ANSWERS_OF_NOTIFIER } from './answers-of-notifier.js';
import { ANSWERS_OF_SCIM_API } from './answers-of-scim-api.js';
import type { Service } from './documents.js';

/** A page that asks for more adds its operations here: a file per service. */
export const ANSWERS: Readonly<Record<Service, Answers>> = {
  'scim-api': ANSWERS_OF_SCIM_API,
  directory: ANSWERS_OF_DIRECTORY,
  audit: ANSWERS_OF_AUDIT,
  notifier: ANSWERS_OF_NOTIFIER,
};
