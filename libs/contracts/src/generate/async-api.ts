import { dataSchemaUri, standsOn, type EventType } from '../events.js';
import { TOPICS, type Topic } from '../topics.js';
import { definitions, eventTypes, shortName } from './json-schemas.js';

/**
 * The AsyncAPI 3.0 document of the topics. Rollcall sends; whoever subscribes receives the same messages, so each channel
 * has an operation of either kind.
 */
export function asyncApi(): object {
  const types = eventTypes();
  return {
    asyncapi: '3.0.0',
    id: 'urn:rollcall:events',
    info: {
      title: 'Rollcall events',
      version: '1.0.0',
      description:
        'Facts about provisioned people and groups, as CloudEvents 1.0 in the Kafka protocol binding, binary mode. ' +
        'Delivered at least once; the deduplication key is ce_id; the order promised is per message key, not per topic. ' +
        "The operations with action `send` are Rollcall's own; those with `receive` are a subscriber's.",
    },
    defaultContentType: 'application/json',
    servers: SERVERS,
    channels: Object.fromEntries(TOPICS.map((topic) => [channelId(topic), channel(topic, types)])),
    operations: Object.fromEntries(
      TOPICS.flatMap((topic) => [
        [`publish-${channelId(topic)}`, operation('send', topic, types)],
        [`receive-${channelId(topic)}`, operation('receive', topic, types)],
      ]),
    ),
    components: {
      messages: Object.fromEntries(types.map((type) => [shortName(type), message(type)])),
      schemas: definitions(SCHEMAS),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const SERVERS = {
  local: {
    host: '127.0.0.1:7392',
    protocol: 'kafka',
    description: 'The broker that `npm start` runs: no encryption, no password.',
  },
  cluster: {
    host: '{broker}',
    protocol: 'kafka-secure',
    description: "The company's own cluster, as its operator names it. TLS, and one of the ways to sign in.",
    variables: { broker: { description: 'One broker to begin with, as host:port.', default: 'kafka.example:9093' } },
    security: ['scramSha512', 'scramSha256', 'plain'].map((name) => ({
      $ref: `#/components/securitySchemes/${name}`,
    })),
  },
};

const SECURITY_SCHEMES = {
  scramSha512: { type: 'scramSha512', description: 'SASL/SCRAM-SHA-512: user and password.' },
  scramSha256: { type: 'scramSha256', description: 'SASL/SCRAM-SHA-256: user and password.' },
  plain: { type: 'plain', description: 'SASL/PLAIN: user and password. Only over TLS.' },
};

const SCHEMAS = '#/components/schemas/';

/** `rollcall.users.v1` → `users`. */
function channelId(topic: Topic): string {
  return topic.name.replace(/^rollcall\.|\.v\d+$/g, '');
}

function typesOn(topic: Topic, types: readonly EventType[]): EventType[] {
  return types.filter((type) => standsOn(type, topic.name));
}

function channel(topic: Topic, types: readonly EventType[]): object {
  return {
    address: topic.name,
    description: `Message key ${topic.key}`,
    messages: Object.fromEntries(
      typesOn(topic, types).map((type) => [shortName(type), { $ref: `#/components/messages/${shortName(type)}` }]),
    ),
    bindings: {
      kafka: {
        partitions: topic.partitions,
        topicConfiguration: {
          'cleanup.policy': [topic.config['cleanup.policy']],
          'retention.ms': Number(topic.config['retention.ms']),
          'retention.bytes': Number(topic.config['retention.bytes']),
          'max.message.bytes': Number(topic.config['max.message.bytes']),
        },
        bindingVersion: '0.5.0',
      },
    },
  };
}

function operation(action: 'send' | 'receive', topic: Topic, types: readonly EventType[]): object {
  const id = channelId(topic);
  return {
    action,
    summary: action === 'send' ? `Rollcall publishes on ${topic.name}` : `A subscriber reads ${topic.name}`,
    channel: { $ref: `#/channels/${id}` },
    messages: typesOn(topic, types).map((type) => ({ $ref: `#/channels/${id}/messages/${shortName(type)}` })),
  };
}

function message(type: EventType): object {
  return {
    name: type,
    title: shortName(type),
    contentType: 'application/json',
    headers: headers(type),
    payload: { $ref: SCHEMAS + shortName(type) },
    bindings: { kafka: { key: { type: 'string' }, bindingVersion: '0.5.0' } },
  };
}

function headers(type: EventType): object {
  const text = (description: string): object => ({ type: 'string', description });
  return {
    type: 'object',
    required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_subject', 'ce_time', 'ce_dataschema'].concat([
      'ce_tenantid',
      'ce_correlationid',
      'content-type',
    ]),
    properties: {
      'content-type': { const: 'application/json' },
      ce_specversion: { const: '1.0' },
      ce_id: text('UUIDv7, the deduplication key'),
      ce_type: { const: type },
      ce_source: text('/tenants/<tenant>/connections/<connection>, /tenants/<tenant>, or /installation'),
      ce_subject: text('The resource that the event is about'),
      ce_time: {
        type: 'string',
        format: 'date-time',
        description: 'Time of the decision; never goes back for one resource',
      },
      ce_dataschema: { const: dataSchemaUri(type) },
      ce_tenantid: text('The customer company'),
      ce_resourceversion: text('1, 2, 3 … per resource without gaps; absent where the event is not about a resource'),
      ce_scimevent: text('RFC 9967 URI of the same fact, where there is one'),
      ce_correlationid: text('The request that caused the event'),
      traceparent: text('W3C Trace Context'),
    },
  };
}
