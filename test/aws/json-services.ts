import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { json, text } from 'node:stream/consumers';

/** What the stand-ins know and what was asked of them. */
export interface JsonServices {
  /** Secrets Manager: values by ARN. */
  readonly secrets: Map<string, string>;
  /** Step Functions: the executions started, by name. */
  readonly started: Map<string, string>;
  /** Each operation, in order. */
  readonly asked: string[];
  /** SNS: what functions published themselves. */
  readonly notices: Readonly<Record<string, string>>[];
}

type Answer = Readonly<Record<string, unknown>>;

class Refused extends Error {}

/**
 * Secrets Manager, KMS and Step Functions as far as the functions call them, over the JSON
 * protocol of AWS. A data key is sealed by reversing it: enough to see that it was never stored.
 */
function operations(services: JsonServices): Readonly<Record<string, (asked: Answer) => Answer>> {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 3072 }).publicKey;
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
  // Ids here are the names of keys in the template.
  const keyOf = (id: unknown): KeyObject => (String(id).includes('Es384') ? elliptic : rsa);
  const reversed = (base64: unknown): string =>
    Buffer.from(String(base64), 'base64').reverse().toString('base64');
  return {
    'secretsmanager.GetSecretValue': ({ SecretId: arn }) => {
      const SecretString = services.secrets.get(String(arn));
      if (SecretString === undefined) throw new Refused('ResourceNotFoundException');
      return { ARN: arn, SecretString };
    },
    'TrentService.GenerateDataKey': ({ KeyId }) => {
      const key = randomBytes(32).toString('base64');
      return { KeyId, Plaintext: key, CiphertextBlob: reversed(key) };
    },
    'TrentService.Decrypt': ({ KeyId, CiphertextBlob }) => ({
      KeyId,
      Plaintext: reversed(CiphertextBlob),
    }),
    'TrentService.GetPublicKey': ({ KeyId }) => ({
      KeyId,
      PublicKey: keyOf(KeyId).export({ type: 'spki', format: 'der' }).toString('base64'),
    }),
    'AWSStepFunctions.StartExecution': ({ name, input, stateMachineArn }) => {
      if (services.started.has(String(name))) throw new Refused('ExecutionAlreadyExists');
      services.started.set(String(name), String(input));
      return { executionArn: `${stateMachineArn}:${name}`, startDate: Date.now() / 1000 };
    },
  };
}

/** The stand-ins behind a socket; not yet listening. */
export function jsonServices(): { readonly services: JsonServices; readonly server: Server } {
  const services: JsonServices = { secrets: new Map(), started: new Map(), asked: [], notices: [] };
  const known = operations(services);
  const server = createServer(async (incoming, outgoing) => {
    // SNS speaks the query protocol.
    if (incoming.headers['x-amz-target'] === undefined) {
      services.notices.push(Object.fromEntries(new URLSearchParams(await text(incoming))));
      outgoing
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
        );
      return;
    }
    const target = String(incoming.headers['x-amz-target']);
    services.asked.push(target);
    const headers = { 'content-type': String(incoming.headers['content-type']) };
    try {
      const answer = known[target]?.((await json(incoming)) as Answer);
      if (answer === undefined) throw new Refused(`UnknownOperationException: ${target}`);
      outgoing.writeHead(200, headers).end(JSON.stringify(answer));
    } catch (error) {
      const name = error instanceof Refused ? error.message : 'InternalFailure';
      outgoing
        .writeHead(400, headers)
        .end(JSON.stringify({ __type: name, message: String(error) }));
    }
  });
  return { services, server };
}
