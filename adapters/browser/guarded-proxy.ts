import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { guardedAddresses } from '../http/address-guard.ts';

/** No login page is larger; what sends more is cut off. */
const MOST_BYTES = 64 * 1024 * 1024;
const DIAL_MS = 20_000;

/** The one way out of the browser. */
export interface GuardedProxy {
  /** `http://127.0.0.1:port`, as the browser is told. */
  readonly address: string;
  /** Why a host was not reached, if it was tried. */
  readonly failure: (host: string) => string | undefined;
  readonly close: () => Promise<void>;
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/**
 * A proxy on loopback that dials no address which the configuration does not allow. The browser
 * resolves no name itself, so that the address checked is the address dialled.
 */
export async function guardedProxy(allowPrivate: boolean): Promise<GuardedProxy> {
  const failures = new Map<string, string>();
  const sockets = new Set<Duplex>();

  const addressOf = async (host: string): Promise<string> => {
    try {
      const [first] = await guardedAddresses(host, allowPrivate);
      if (first === undefined) throw new Error(`${host} has no address`);
      return first.address;
    } catch (error) {
      failures.set(host, reasonOf(error));
      throw error;
    }
  };

  /** Hangs up on what sends too much. */
  const capped = (from: Duplex | IncomingMessage, ends: () => void): void => {
    let size = 0;
    from.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST_BYTES) ends();
    });
  };

  async function forward(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = URL.parse(incoming.url ?? '');
    if (url === null || url.protocol !== 'http:') return void outgoing.destroy();
    try {
      const address = await addressOf(url.hostname);
      const { 'proxy-connection': _hop, ...headers } = incoming.headers;
      const asked = request({
        host: address,
        port: url.port === '' ? 80 : Number(url.port),
        method: incoming.method,
        path: `${url.pathname}${url.search}`,
        headers,
        setHost: false,
        timeout: DIAL_MS * 3,
      });
      outgoing.on('close', () => asked.destroy());
      asked.on('response', (answer) => {
        capped(answer, () => asked.destroy());
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(outgoing);
      });
      asked.on('error', (error) => {
        failures.set(url.hostname, reasonOf(error));
        outgoing.destroy();
      });
      incoming.pipe(asked);
    } catch {
      outgoing.destroy();
    }
  }

  async function tunnel(incoming: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    const url = URL.parse(`https://${incoming.url ?? ''}`);
    const hangUp = (): void => void client.destroy();
    if (url === null) return hangUp();
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    client.on('error', hangUp);
    let upstream: Socket;
    try {
      const address = await addressOf(url.hostname);
      upstream = connect({ host: address, port: url.port === '' ? 443 : Number(url.port) });
    } catch {
      return hangUp();
    }
    sockets.add(upstream);
    upstream.setTimeout(DIAL_MS * 3, hangUp);
    upstream.on('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      capped(upstream, hangUp);
      upstream.pipe(client);
      client.pipe(upstream);
    });
    upstream.on('error', (error) => {
      failures.set(url.hostname, reasonOf(error));
      hangUp();
    });
    upstream.on('close', () => {
      sockets.delete(upstream);
      hangUp();
    });
    client.on('close', () => upstream.destroy());
  }

  const server = createServer((incoming, outgoing) => void forward(incoming, outgoing));
  server.on('connect', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    void tunnel(incoming, client, head);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failure: (host) => failures.get(host.replace(/^\[|\]$/g, '')) ?? failures.get(host),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
