import { describe, expect, it } from 'vitest';
import type { HttpPort, WireOutcome } from './http-port.ts';
import { Journal } from './journal.ts';
import type { LineFold } from './line-fold.ts';
import { Recorder } from './recorder.ts';
import { SecretVault } from './secrets.ts';

const whole: WireOutcome = {
  kind: 'answered',
  status: 200,
  headers: [['content-type', 'application/fhir+ndjson']],
  body: '',
  size: 20,
  timings: { total: 1 },
};

const chunked = (...chunks: readonly string[]): HttpPort => ({
  send: async () => ({ ...whole, body: chunks.join('') }),
  stream: async (_request, sink) => {
    for (const chunk of chunks) sink(Buffer.from(chunk));
    return whole;
  },
});

const counter = (): LineFold<readonly string[]> => {
  const seen: string[] = [];
  return {
    take: ({ line, text, tooLong }) => seen.push(`${line} ${text ?? tooLong ?? 'no text'}`),
    end: () => seen,
  };
};

const recorder = (journal: Journal, http: HttpPort | undefined) =>
  new Recorder({
    journal,
    vault: new SecretVault('test'),
    clock: { now: () => 0, sleep: async () => {} },
    http,
    seed: 'test',
    concurrency: 2,
    trustedOrigins: [],
  }).io('probe');

const ask = { url: 'https://ehr.example.org/file.ndjson' };

describe('an answer read line by line', () => {
  it('gives lines across chunk borders, numbered with the blank ones', async () => {
    const io = recorder(new Journal([]), chunked('{"a":', '1}\n\n{"b"', ':2}\n{"c":3}'));
    const { exchange, outcome } = await io.lines(ask, counter);
    expect(outcome).toEqual(['1 {"a":1}', '3 {"b":2}', '4 {"c":3}']);
    expect(exchange.response).toMatchObject({ status: 200, body: '' });
  });

  const breaking = (times: number) => {
    let sent = 0;
    const port: HttpPort = {
      ...chunked(),
      stream: async (_request, sink) => {
        sent += 1;
        sink(Buffer.from(`1\n2\n${sent}`));
        const broken = { truncated: 'broke off after 5 bytes', brokeOff: true } as const;
        return sent > times ? whole : { ...whole, ...broken };
      },
    };
    return { port, sent: () => sent };
  };

  it('is asked for again where it broke off, and folded anew', async () => {
    const { port, sent } = breaking(2);
    const { exchange, outcome } = await recorder(new Journal([]), port).lines(ask, counter);
    expect(outcome).toEqual(['1 1', '2 2', '3 3']);
    expect(exchange.response).not.toHaveProperty('truncated');
    expect(sent()).toBe(3);
  });

  it('stands as it is where it breaks off each time', async () => {
    const { port, sent } = breaking(9);
    const { exchange, outcome } = await recorder(new Journal([]), port).lines(ask, counter);
    expect(outcome).toEqual(['1 1', '2 2', '3 3']);
    expect(exchange.response).toMatchObject({ truncated: 'broke off after 5 bytes' });
    expect(sent()).toBe(3);
  });

  it('is folded as well where a port cannot stream', async () => {
    const { send } = chunked('1\n2\n');
    expect((await recorder(new Journal([]), { send }).lines(ask, counter)).outcome).toHaveLength(2);
  });

  it('is not asked for again on a replay, whose outcome is the recorded one', async () => {
    const journal = new Journal([]);
    await recorder(journal, chunked('1\n2\n')).lines(ask, counter);
    const again = await recorder(new Journal(journal.entries), undefined).lines(ask, () => {
      throw new Error('folded again');
    });
    expect(again.outcome).toEqual(['1 1', '2 2']);
  });

  it('tells a fault of the fold as ours', async () => {
    const fold = () => ({
      take: () => {
        throw new Error('a bug');
      },
      end: () => null,
    });
    await expect(recorder(new Journal([]), chunked('1\n')).lines(ask, fold)).rejects.toThrow(
      'a bug',
    );
  });
});
