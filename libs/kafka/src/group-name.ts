import type { KafkaSettings } from './settings.js';

/**
 * The one rule for consumer groups: `<KAFKA_TOPIC_PREFIX>rollcall.<name>`. Installations that share a cluster never share a
 * group, and one prefixed ACL permits every group of an installation.
 */
export function groupName({ topicPrefix }: Pick<KafkaSettings, 'topicPrefix'>, name: string): string {
  return `${topicPrefix}rollcall.${name}`;
}
