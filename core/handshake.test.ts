import { describe, expect, it } from 'vitest';
import { fakeRecorder, reply } from '../test/fake-world.ts';
import { gather } from './gather.ts';
import { Journal } from './journal.ts';
import { NotRecorded, Paused } from './not-gathered.ts';
import { attempted, defineProbe, failedToGather } from './probe.ts';
import type { HandshakeOutcome, HandshakeRequest, TlsPort } from './tls-port.ts';

const REQUEST: HandshakeRequest = { host: 'ehr.example.com', port: 443, version: '1.0' };
const REFUSED: HandshakeOutcome = { kind: 'refused', how: 'alert protocol_version' };

const port = (outcome: HandshakeOutcome): TlsPort & { readonly made: HandshakeRequest[] } => {
  const made: HandshakeRequest[] = [];
  return {
    made,
    handshake: async (request) => {
      made.push(request);
      return outcome;
    },
  };
};

const wire = () => reply(200);

describe('a handshake', () => {
  it('is made once, kept, and found by its index', async () => {
    const tls = port(REFUSED);
    const { io, journal } = fakeRecorder(wire, { tls });
    const both = await Promise.all([io.handshake(REQUEST), io.handshake(REQUEST)]);
    expect(tls.made).toEqual([REQUEST]);
    expect(both[0]).toEqual(both[1]);
    expect(both[0]).toMatchObject({ kind: 'observation', request: REQUEST, outcome: REFUSED });
    expect(journal.entries[both[0].index]).toMatchObject({ kind: 'observation' });
  });

  it('is another one for another version', async () => {
    const tls = port(REFUSED);
    const { io } = fakeRecorder(wire, { tls });
    await io.handshake(REQUEST);
    await io.handshake({ ...REQUEST, version: '1.1' });
    expect(tls.made.map(({ version }) => version)).toEqual(['1.0', '1.1']);
  });

  it('is the same again when evidence is judged again, with nothing dialled', async () => {
    const { io, journal } = fakeRecorder(wire, { tls: port(REFUSED) });
    const first = await io.handshake(REQUEST);
    const again = fakeRecorder(wire, { journal: new Journal(journal.entries), http: undefined });
    expect(await again.io.handshake(REQUEST)).toEqual(first);
    await expect(again.io.handshake({ ...REQUEST, port: 8443 })).rejects.toBeInstanceOf(
      NotRecorded,
    );
  });

  it('counts as not tested where there is no way to make it', async () => {
    const { io } = fakeRecorder(wire);
    expect((await io.handshake(REQUEST)).outcome.kind).toBe('not-tested');
  });

  it('is left for later where the time is up', async () => {
    const tls = port(REFUSED);
    const { io, journal } = fakeRecorder(wire, { tls, deadline: 0 });
    await expect(io.handshake(REQUEST)).rejects.toBeInstanceOf(Paused);
    expect([tls.made, journal.entries]).toEqual([[], []]);
  });

  it('that was stopped is not kept', async () => {
    const stopped: HandshakeOutcome = { kind: 'failed', reason: 'aborted', detail: 'stopped' };
    const { io, journal } = fakeRecorder(wire, { tls: port(stopped) });
    await expect(io.handshake(REQUEST)).rejects.toBeInstanceOf(Paused);
    expect(journal.entries).toEqual([]);
  });
});

describe('a probe that goes without', () => {
  const broken = defineProbe<Record<string, never>, number>({
    id: 'broken',
    needs: {},
    gather: async () => failedToGather('Nothing came.'),
  });
  const right = defineProbe({ id: 'right', needs: {}, gather: async () => 3 });
  const about = { title: '', failureTitle: '', remedy: '', group: 'g', level: 'SHALL' as const };

  it('is told what came, or why nothing came', async () => {
    const { recorder } = fakeRecorder(wire);
    const needs = { broken: attempted(broken), right: attempted(right) };
    const check = {
      ...about,
      id: 'c',
      citations: [],
      requirements: [],
      advice: false,
      needs,
      judge: () => ({ kind: 'omitted' as const, reason: '' }),
    };
    const { evidence } = await gather([check], recorder);
    expect(evidence.get('attempted(right)')).toEqual({ brought: 3 });
    expect(evidence.get('attempted(broken)')).toMatchObject({
      without: { kind: 'error', lacking: 'Nothing came.' },
    });
  });
});
