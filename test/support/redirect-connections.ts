import net from 'node:net';

/**
 * Preloaded into a process (`--import`): its connections to the one port go to the other. Kafka's clients are told the
 * broker's own address, past any proxy before it. REDIRECT is `<from>:<to>`.
 */
const [from, to] = (process.env.REDIRECT ?? '').split(':').map(Number);
if (!from || !to) throw new Error('REDIRECT is <port>:<port>');

const connect = net.connect;
// kafkajs calls net.connect({ host, port }, onConnect), and looks the function up at each call.
net.connect = ((options: net.NetConnectOpts, ...others: []) =>
  connect('port' in options && options.port === from ? { ...options, port: to } : options, ...others)) as never;
