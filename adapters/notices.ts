import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { OpenLogin } from './login-desk/desk-store.ts';

/** Tells the subscribers of a topic that a run waits for somebody to log in, and where. */
export const loginNotices =
  (client: SNSClient, TopicArn: string, failed: (error: unknown) => void) =>
  (runId: string) =>
  async (page: string, { round, until, issuer }: OpenLogin): Promise<void> => {
    const Message = [
      `Run ${runId} of ${issuer} waits for a person to log in ("${round}"), until ${new Date(until).toISOString()}.`,
      `Open ${page}`,
      'The address lasts as long as the run. It also shows the logins that follow.',
    ].join('\n');
    const Subject = 'Assay: a run waits for a login';
    try {
      await client.send(new PublishCommand({ TopicArn, Subject, Message }));
    } catch (error) {
      // The page is shown by the API too; a run is not lost for a notice.
      failed(error);
    }
  };
