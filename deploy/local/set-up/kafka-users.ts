import {
  ACTS,
  ADMIN,
  FACTS,
  GROUPS,
  PROVISIONING,
  SHADOW_GROUPS,
  SHADOW_USERS,
  type Topic,
  TOPICS,
  USERS,
} from '#contracts';
import { groupName, type Right, type Rights } from '#kafka';

/** Permitted everything; the launcher's own, and of whoever looks after the broker. */
export const OPERATOR = 'rollcall-operator';

/** A user for each process that speaks to Kafka (scim-api does not), and one for people and programs that read along. */
export const KAFKA_USERS = {
  'set-up': 'rollcall-set-up',
  relay: 'rollcall-relay',
  directory: 'rollcall-directory',
  audit: 'rollcall-audit',
  notifier: 'rollcall-notifier',
  console: 'rollcall-console',
  reader: 'rollcall-reader',
} as const;

export type KafkaUser = keyof typeof KAFKA_USERS;

/** The groups of the README's programs: what reads along is told by `hr…` from what Rollcall itself reads with. */
export const READERS_GROUPS = 'hr';

/**
 * What each user may do, and no more: the one table that set-up grants from, and that the test tries.
 *
 * @param topicPrefix KAFKA_TOPIC_PREFIX
 */
export function kafkaRights(topicPrefix: string): Rights {
  const made = ['create', 'describe', 'describe-configs'] as const;
  return {
    [KAFKA_USERS['set-up']]: [{ on: 'topic', name: `${topicPrefix}rollcall.`, isPrefix: true, operations: made }],
    // Not what is done at the other services: they alone say it.
    [KAFKA_USERS.relay]: TOPICS.filter((topic) => topic !== ACTS).map(({ name }): Right => ({
      on: 'topic',
      name: topicPrefix + name,
      operations: ['write'],
    })),
    [KAFKA_USERS.directory]: projection('directory', [USERS, GROUPS, ADMIN], topicPrefix),
    [KAFKA_USERS.audit]: projection('audit', [USERS, GROUPS, PROVISIONING, ADMIN, ACTS], topicPrefix, 'rollcall-audit'),
    [KAFKA_USERS.notifier]: projection('notifier', [...FACTS, SHADOW_USERS, SHADOW_GROUPS], topicPrefix, 'notifier'),
    // What is done there: who signs in and out.
    [KAFKA_USERS.console]: [{ on: 'topic', name: topicPrefix + ACTS.name, operations: ['write'] }],
    // Not what a shadow decided: it has happened to nobody.
    [KAFKA_USERS.reader]: [
      ...FACTS.map(({ name }): Right => ({ on: 'topic', name: topicPrefix + name, operations: ['read'] })),
      { on: 'group', name: READERS_GROUPS, isPrefix: true, operations: ['read'] },
      // `npm run tail` and the restore report, whose group is deleted again.
      { on: 'group', name: groupName({ topicPrefix }, 'tail-'), isPrefix: true, operations: ['read'] },
      { on: 'group', name: groupName({ topicPrefix }, 'read-'), isPrefix: true, operations: ['read', 'delete'] },
    ],
  };
}

/**
 * Its topics, the one on which it tells what is done at it (on scim-api's none of them may write), its group, and the groups whose names go on with `-`: a rebuild makes one of its own and deletes it.
 *
 * @param formerGroup what the group was called in earlier versions: it is deleted once nobody is in it
 */
function projection(name: string, topics: readonly Topic[], topicPrefix: string, formerGroup?: string): Right[] {
  const own = groupName({ topicPrefix }, name);
  return [
    ...topics.map((topic): Right => ({ on: 'topic', name: topicPrefix + topic.name, operations: ['read'] })),
    { on: 'topic', name: topicPrefix + ACTS.name, operations: ['write'] },
    { on: 'group', name: own, operations: ['read'] },
    { on: 'group', name: `${own}-`, isPrefix: true, operations: ['read', 'delete'] },
    ...(formerGroup === undefined
      ? []
      : [{ on: 'group', name: formerGroup, operations: ['describe', 'delete'] } as const]),
  ];
}
