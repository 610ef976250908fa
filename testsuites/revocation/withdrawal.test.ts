import { describe, expect, it } from 'vitest';
import { isLacking, type ProbeIo } from '../../core/probe.ts';
import type { Arrival } from '../../core/person-port.ts';
import type { LaunchClient } from '../launch/client.ts';
import { withdraw } from './withdrawal.ts';

const url = 'https://ehr.example.org/apps';
const client: LaunchClient = {
  clientId: 'taken-back',
  redirectUri: 'http://127.0.0.1:1/callback',
  launchUri: 'http://127.0.0.1:1/launch',
  scopes: '',
  steps: [],
  person: { timeoutSeconds: 60, revoker: url },
};

async function byPerson(arrival: Arrival, isItsOwn = true) {
  const asked: unknown[] = [];
  const io = {
    meet: async (invitation: unknown) => {
      asked.push(invitation);
      return { index: 7, arrival };
    },
  } as unknown as ProbeIo;
  const issuer = 'https://ehr.example.org/fhir';
  const ended = await withdraw(io, client, new Set(), { configuration: 3, issuer, isItsOwn });
  return { asked, ended, why: isLacking(ended) ? ended.lacking : undefined };
}

describe('a person takes back what an app was given', () => {
  it('and is asked for the app, on the page of the EHR', async () => {
    const { asked, ended } = await byPerson({ kind: 'done' });
    expect(ended).toEqual({ exchange: 7 });
    expect(asked).toEqual([
      {
        round: 'revocation',
        stage: 'revoker',
        seconds: 60,
        clientId: 'taken-back',
        returnsTo: 'http://127.0.0.1:1/callback',
        issuer: 'https://ehr.example.org/fhir',
        url,
      },
    ]);
  });

  it.each<[Arrival, RegExp]>([
    [{ kind: 'error-page', said: 'Call the help desk' }, /says "Call the help desk"/],
    [{ kind: 'nobody' }, /nobody said within 60 s/],
  ])('or does not: %j', async (arrival, says) => {
    expect((await byPerson(arrival)).why).toMatch(says);
  });

  it('but of no app that the rest of the run uses', async () => {
    const { asked, why } = await byPerson({ kind: 'done' }, false);
    expect(asked).toEqual([]);
    expect(why).toContain('auth.clients.revocation');
  });
});
