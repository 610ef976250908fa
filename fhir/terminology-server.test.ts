import { describe, expect, it } from 'vitest';
import { judgeWithServer, TerminologyServer } from './terminology-server.ts';

const VALUE_SET = 'http://example.org/ValueSet/x';
const SYSTEM = 'http://example.org/codes';

interface Sent {
  readonly entry: readonly { readonly request: { readonly url: string } }[];
}

/** A server that knows codes with a vowel, and does not know `unknown`. */
const answering = (sent: Sent[]) => async (batch: unknown) => {
  const asked = batch as Sent;
  sent.push(asked);
  return {
    resourceType: 'Bundle',
    type: 'batch-response',
    entry: asked.entry.map(({ request }) => {
      const code = new URLSearchParams(request.url.split('?')[1]).get('code') ?? '';
      return code === 'unknown'
        ? { resource: { resourceType: 'OperationOutcome' } }
        : {
            resource: {
              resourceType: 'Parameters',
              parameter: [{ name: 'result', valueBoolean: /[aeiou]/.test(code) }],
            },
          };
    }),
  };
};

describe('terminology server', () => {
  it('notes what is not known, asks once for all, and keeps the answers', async () => {
    const sent: Sent[] = [];
    const server = new TerminologyServer(answering(sent));
    const judge = (): (boolean | undefined)[] =>
      ['a', 'b', 'a', 'unknown'].map((code) => server.isMember(`${VALUE_SET}|1.0`, SYSTEM, code));
    expect(await judgeWithServer(server, judge)).toEqual([true, false, true, undefined]);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.entry.map(({ request }) => request.url)).toEqual(
      ['a', 'b', 'unknown'].map(
        (code) =>
          `ValueSet/$validate-code?${new URLSearchParams({ url: VALUE_SET, valueSetVersion: '1.0', system: SYSTEM, code })}`,
      ),
    );
    await judgeWithServer(server, judge);
    expect(sent).toHaveLength(1);
  });

  it('lets the system be inferred for a bare code', async () => {
    const sent: Sent[] = [];
    const server = new TerminologyServer(answering(sent));
    server.isMember(VALUE_SET, undefined, 'a');
    await server.askPending();
    expect(sent[0]?.entry[0]?.request.url).toContain('inferSystem=true');
    expect(server.isMember(VALUE_SET, undefined, 'a')).toBe(true);
  });

  it('asks in batches and forgets the oldest answers', async () => {
    const sent: Sent[] = [];
    const server = new TerminologyServer(answering(sent), { batchSize: 2, kept: 4 });
    for (const code of ['a', 'b', 'c', 'd', 'e']) server.isMember(VALUE_SET, SYSTEM, code);
    expect(server.pending).toBe(4);
    await server.askPending();
    expect(sent.map(({ entry }) => entry.length)).toEqual([2, 2]);
    server.isMember(VALUE_SET, SYSTEM, 'e');
    await server.askPending();
    expect(server.isMember(VALUE_SET, SYSTEM, 'a')).toBeUndefined();
    expect(server.isMember(VALUE_SET, SYSTEM, 'e')).toBe(true);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['rejects', () => Promise.reject(new Error('down'))],
    ['answers with something else', async () => ({ resourceType: 'OperationOutcome' })],
    ['answers too little', async () => ({ resourceType: 'Bundle', entry: [] })],
    ['answers nothing', async () => null],
  ])('is left alone when it %s', async (_case, post) => {
    let count = 0;
    const server = new TerminologyServer(() => {
      count++;
      return post();
    });
    for (const code of ['a', 'b', 'c', 'd', 'e']) {
      const verdict = await judgeWithServer(server, () => server.isMember(VALUE_SET, SYSTEM, code));
      expect(verdict).toBeUndefined();
    }
    expect(count).toBe(3);
    expect(server.isGivenUp).toBe(true);
  });
});
