import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

/** Starts the state machine for a run, once: the run's id is the execution's name. */
export const executionStarter =
  (client: SFNClient, stateMachineArn: string) =>
  async (runId: string): Promise<void> => {
    const input = JSON.stringify({ runId });
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name: runId, input }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
