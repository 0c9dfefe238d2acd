import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import { openKafka } from './client.js';
import type { KafkaSettings } from './settings.js';

/**
 * Why a cluster cannot be reached, broker by broker, as a sentence that names the setting to change. kafkajs says "Closed
 * connection" of most of these. Brokers with which nothing is the matter are left out.
 */
export async function diagnose(settings: KafkaSettings): Promise<string[]> {
  const found = await Promise.all(settings.brokers.map((broker) => diagnoseBroker(broker, settings)));
  return found.filter((sentence) => sentence !== null);
}

async function diagnoseBroker(broker: string, settings: KafkaSettings): Promise<string | null> {
  const [host = '', port = ''] = broker.split(':');
  const place = { host, port: Number(port) };
  if (!Number.isInteger(place.port) || place.port < 1) return `KAFKA_BROKERS: ${broker} is not host:port`;
  const unreachable = await attempt(() => net.connect(place), 'connect');
  if (unreachable !== null) return `KAFKA_BROKERS: ${broker} cannot be reached (${unreachable})`;
  return settings.ssl === undefined || settings.ssl === false
    ? diagnosePlain(broker, place, settings)
    : diagnoseTls(broker, place, settings);
}

async function diagnosePlain(broker: string, place: Place, settings: KafkaSettings): Promise<string | null> {
  if (await speaksKafka(() => net.connect(place))) {
    return diagnoseUser(broker, settings, () => net.connect(place));
  }
  const encrypted = await attempt(() => tls.connect({ ...place, rejectUnauthorized: false }), 'secureConnect');
  if (encrypted === null || /certificate|handshake/i.test(encrypted))
    return `${broker} speaks TLS: set KAFKA_SSL=true, and KAFKA_SSL_CA to its CA's PEM file if that is not a public one`;
  return `${broker} takes connections and does not answer as Kafka does: is it a Kafka broker, and the right listener?`;
}

async function diagnoseTls(broker: string, place: Place, settings: KafkaSettings): Promise<string | null> {
  const ssl: tls.ConnectionOptions = typeof settings.ssl === 'object' ? settings.ssl : {};
  const name = net.isIP(place.host) === 0 ? { servername: place.host } : {};
  const secure = (): Socket => tls.connect({ ...place, ...name, ...ssl });
  const failed = await attempt(secure, 'secureConnect');
  if (failed === null) {
    if (await speaksKafka(secure)) return diagnoseUser(broker, settings, secure);
    return `${broker} ends the connection after the handshake: it may want a client certificate, KAFKA_SSL_CERT and KAFKA_SSL_KEY`;
  }
  if (/UNABLE_TO|SELF_SIGNED|CERT_UNTRUSTED/.test(failed))
    return `${broker} has a certificate of a CA that is not known here: set KAFKA_SSL_CA to that CA's PEM file (${failed})`;
  if (failed.includes('ERR_TLS_CERT_ALTNAME_INVALID'))
    return `${broker} has a certificate for other names: use one of those in KAFKA_BROKERS (${failed})`;
  if (/CERT_/.test(failed)) return `${broker} has a certificate that is not valid (${failed})`;
  if (await speaksKafka(() => net.connect(place)))
    return `${broker} does not speak TLS: leave KAFKA_SSL and KAFKA_SSL_CA out, or name its TLS port`;
  return `${broker} refuses the TLS handshake (${failed}): is KAFKA_SSL_CERT a certificate that it accepts?`;
}

async function diagnoseUser(broker: string, settings: KafkaSettings, open: () => Socket): Promise<string | null> {
  if (settings.sasl === undefined) {
    if (await speaksKafka(open, METADATA)) return null;
    return `${broker} wants to know who asks: set KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD`;
  }
  const admin = openKafka({ ...settings, brokers: [broker] }, 'diagnose').admin({ retry: { retries: 0 } });
  try {
    await admin.connect();
    return null;
  } catch (error) {
    return diagnoseRefusal(broker, settings, error);
  } finally {
    await admin.disconnect();
  }
}

function diagnoseRefusal(broker: string, settings: KafkaSettings, error: unknown): string | null {
  const said = error instanceof Error ? error.message : String(error);
  const user = settings.sasl !== undefined && 'username' in settings.sasl ? settings.sasl.username : '';
  if (/does not support the requested SASL mechanism/i.test(said))
    return `${broker} does not take ${settings.sasl?.mechanism ?? ''}: see KAFKA_SASL_MECHANISM (${said})`;
  if (/authenticat/i.test(said))
    return `${broker} refuses the user ${user} or its password: see KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD (${said})`;
  return `${broker} does not let ${user} in (${said})`;
}

interface Place {
  readonly host: string;
  readonly port: number;
}

const WITHIN_MS = 3_000;

/** Null when the event comes, else what came instead. */
function attempt(open: () => Socket, event: 'connect' | 'secureConnect'): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = open();
    const end = (what: string | null): void => {
      socket.destroy();
      resolve(what);
    };
    socket.setTimeout(WITHIN_MS, () => end(`no answer within ${WITHIN_MS / 1000} s`));
    socket.once(event, () => end(null));
    socket.once('error', (error: NodeJS.ErrnoException) => end(`${error.code ?? ''} ${error.message}`.trim()));
    socket.once('close', () => end('it closed the connection'));
  });
}

// Size, API, version 0, correlation 1, no client id; METADATA with an empty list of topics.
const API_VERSIONS = Buffer.from('0000000a0012000000000001ffff', 'hex');
const METADATA = Buffer.from('0000000e0003000000000001ffff00000000', 'hex');

/** Whether the answer begins with a size and the request's correlation. */
function speaksKafka(open: () => Socket, request: Buffer = API_VERSIONS): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = open();
    const end = (speaks: boolean): void => {
      socket.destroy();
      resolve(speaks);
    };
    socket.setTimeout(WITHIN_MS, () => end(false));
    socket.once('data', (answer) => end(answer.length >= 8 && answer.readInt32BE(4) === 1));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.write(request);
  });
}
