import { hostname } from 'node:os';
import type { RunStore } from '../core/ports.ts';

/** Who carries out a run here: the run's id last, as the store wants it. */
export const ownerOf = (runId: string): string => `${hostname()}:${process.pid}:${runId}`;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * Frees a target from a run whose process on this machine is gone, so that nobody has to wait until
 * its lease lapses; its run then reads as interrupted.
 */
export async function freeFromTheDead(runs: RunStore, target: string): Promise<void> {
  const owner = await runs.leaseOwner(target);
  const [host, pid] = owner?.split(':') ?? [];
  if (owner === undefined || host !== hostname() || isAlive(Number(pid))) return;
  await runs.dropLease(target, owner);
}
