import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSandbox } from '../sandbox/server.ts';
import type { SandboxOptions } from './detection.ts';

/** A sandbox that remembers every secret it handed out or was shown. */
export async function spiedSandbox(options: SandboxOptions = {}) {
  const sandbox = await startSandbox(options);
  const secrets = new Set<string>();
  const challenges = new Set<string>();
  const { port } = new URL(sandbox.fhirBaseUrl);
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    const answer = await fetch(`http://127.0.0.1:${port}${request.url}`, {
      method: request.method ?? 'GET',
      headers: {
        ...(request.headers as Record<string, string>),
        'x-forwarded-host': request.headers.host ?? '',
        'accept-encoding': 'identity',
      },
      redirect: 'manual',
      ...(sent.length === 0 ? {} : { body: sent }),
    });
    const body = await answer.text();
    const challenge = /[?&]code_challenge=([\w-]+)/.exec(request.url ?? '')?.[1];
    if (challenge !== undefined) challenges.add(challenge);
    const note = (text: string | null | undefined): void => {
      const found = text?.matchAll(
        /(?:"(?:access_token|refresh_token)"\s*:\s*"|[?&](?:code|code_verifier|client_secret|password|refresh_token)=|^(?:code|code_verifier|client_secret|password|refresh_token)=)([^"&\s]+)/g,
      );
      for (const [, secret] of found ?? [])
        if (secret !== undefined) secrets.add(decodeURIComponent(secret));
    };
    note(answer.headers.get('location'));
    note(body.includes('_token"') ? body : '');
    note(sent.toString());
    for (const cookie of answer.headers.getSetCookie()) {
      const value = cookie.split(';')[0]?.split('=').slice(1).join('=');
      if (value !== undefined && value.length > 7) secrets.add(value);
    }
    const [scheme, credentials] = request.headers.authorization?.split(' ') ?? [];
    if (scheme === 'Bearer' && credentials !== undefined) secrets.add(credentials);
    if (scheme === 'Basic') {
      const [, secret] = Buffer.from(credentials ?? '', 'base64')
        .toString()
        .split(':');
      if (secret !== undefined) secrets.add(decodeURIComponent(secret));
    }
    const signature = /"id_token"\s*:\s*"[\w-]+\.[\w-]+\.([\w-]+)"/.exec(body)?.[1];
    if (signature !== undefined) secrets.add(signature);
    const headers = Object.fromEntries(
      [...answer.headers].filter(
        ([name]) =>
          !/^(set-cookie|content-length|transfer-encoding|connection|content-encoding|keep-alive)$/.test(
            name,
          ),
      ),
    );
    response.writeHead(answer.status, { ...headers, 'set-cookie': answer.headers.getSetCookie() });
    response.end(body);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const own = (proxy.address() as AddressInfo).port;
  const config = JSON.parse(
    JSON.stringify(sandbox.config).replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${own}`),
  );
  return {
    config,
    secrets,
    challenges,
    close: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      await sandbox.close();
    },
  };
}
