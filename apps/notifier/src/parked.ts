import { runParkedProcess } from '#consumer';
import { notifierHandlers } from './bus/fold.js';
import { ruleSettings } from './config.js';

// The rules' times are the service's own: what is released is grouped and sent as it would have been.
await runParkedProcess({
  name: 'notifier',
  schema: 'projection,mailing',
  handlers: () => {
    const settings = ruleSettings(process.env);
    return notifierHandlers(() => ({ now: new Date(), settings }));
  },
});
