import { randomBytes } from 'node:crypto';
import type { Arrival, Invitation, PersonPort } from '../../core/person-port.ts';
import type { Sealer } from '../../core/ports.ts';
import type { Desk, DeskStore, OpenLogin } from './desk-store.ts';

export interface PersonDeskOptions {
  readonly runId: string;
  readonly desks: DeskStore;
  readonly sealer: Sealer;
  /** Hears where the next login waits, when nobody is at the page to see it. */
  readonly tell: (page: string, login: OpenLogin) => Promise<void>;
  readonly now?: () => number;
}

/** Who has looked at the page so lately sees the next login there; nobody need be called. */
const AT_THE_PAGE_MS = 120_000;
/** An answer may be on its way into the table when the time is up. */
const GRACE_MS = 1_000;
/** While somebody is at it, codes come and lapse; else a turn now and then will do. */
const LOOK_SOON_SECONDS = 4;
const LOOK_LATER_SECONDS = 20;

/** Not to be guessed (128 bits). */
const secretName = (): string => randomBytes(16).toString('base64url');

/** The page of a run, beside the redirect or launch URL that its client is registered with. */
export const pageOf = (
  { ticket }: Pick<Desk, 'ticket'>,
  { returnsTo }: { returnsTo: string },
): string => new URL(`login/${ticket}`, returnsTo).href;

/**
 * Has people log in whose answers come to other functions: puts one login at a time on the desk of
 * the run and looks whether it has been answered.
 */
export function personDesk(options: PersonDeskOptions): PersonPort {
  const { runId, desks, sealer, tell, now = Date.now } = options;
  const takenIn: Pick<OpenLogin, 'round' | 'stage'>[] = [];
  let seenAt = 0;

  const openDesk = async (): Promise<Desk> => {
    const known = await desks.desk(runId);
    if (known !== undefined) return known;
    await desks.putDesk(runId, secretName());
    const made = await desks.desk(runId);
    if (made === undefined) throw new Error(`the desk of run ${runId} cannot be kept`);
    return made;
  };

  async function putUp(desk: Desk, { seconds, runId: _run, ...rest }: Invitation): Promise<void> {
    const login: OpenLogin = {
      ...rest,
      id: secretName(),
      number: desk.opened + 1,
      until: now() + seconds * 1000,
    };
    // Of a login that was cut short, and is made again.
    await desks.dropArrival(runId, login);
    if (!(await desks.open(runId, login))) return;
    if (now() - seenAt > AT_THE_PAGE_MS) await tell(pageOf(desk, login), login);
  }

  return {
    async meet(invitation) {
      const desk = await openDesk();
      seenAt = desk.seenAt ?? 0;
      const { login } = desk;
      if (login === undefined) {
        await putUp(desk, invitation);
        return undefined;
      }
      if (login.round !== invitation.round || login.stage !== invitation.stage) return undefined;
      const sealed = await desks.arrival(runId, login);
      if (sealed === undefined && now() < login.until + GRACE_MS) return undefined;
      await desks.close(runId, login, sealed === undefined ? 'late' : 'answered');
      if (sealed === undefined) return { kind: 'nobody' };
      takenIn.push(login);
      return JSON.parse(await sealer.open(sealed)) as Arrival;
    },

    refused: () => desks.takeRefused(runId),

    lookAgainSeconds: () =>
      now() - seenAt > AT_THE_PAGE_MS ? LOOK_LATER_SECONDS : LOOK_SOON_SECONDS,

    async stored() {
      for (const login of takenIn.splice(0)) await desks.dropArrival(runId, login);
    },
  };
}
