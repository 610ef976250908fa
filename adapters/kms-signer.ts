import type { KMSClient, SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import type { RemoteKey, RemoteSigner, SigningAlgorithm } from '../core/client-key.ts';
import { fromDer } from './ecdsa-signature.ts';

/** What KMS calls the algorithms of SMART (RFC 7518, 3.3 and 3.4). */
const SPECS: Readonly<Record<SigningAlgorithm, SigningAlgorithmSpec>> = {
  RS384: 'RSASSA_PKCS1_V1_5_SHA_384',
  ES384: 'ECDSA_SHA_384',
};

/** Bytes of each half of a signature on P-384. */
const HALF = 48;

/** arn:partition:kms:region:account:key/id */
const regionOf = (arn: string): string | undefined => arn.split(':')[3];

async function remoteKey(client: KMSClient, arn: string): Promise<RemoteKey> {
  const [{ SignCommand }, { publicKeys }] = await Promise.all([
    import('@aws-sdk/client-kms'),
    import('./kms-keys.ts'),
  ]);
  const [jwk] = await publicKeys(client, [arn]);
  if (jwk?.kid === undefined) throw new Error(`KMS gave no public key for ${arn}`);
  const alg = jwk.alg as SigningAlgorithm;
  return {
    alg,
    kid: jwk.kid,
    sign: async (input) => {
      const { Signature } = await client.send(
        new SignCommand({
          KeyId: arn,
          // An assertion is far shorter than the 4096 bytes that KMS digests itself.
          Message: input,
          MessageType: 'RAW',
          SigningAlgorithm: SPECS[alg],
        }),
      );
      if (Signature === undefined) throw new Error(`KMS gave no signature by ${arn}`);
      return alg === 'ES384' ? fromDer(Signature, HALF) : Signature;
    },
  };
}

/** Signs by keys of AWS KMS; its client is loaded only by runs that have such keys. */
export function kmsSigner(): RemoteSigner {
  const known = new Map<string, Promise<RemoteKey>>();
  const load = async (arn: string): Promise<RemoteKey> => {
    const { KMSClient } = await import('@aws-sdk/client-kms');
    const region = regionOf(arn);
    return remoteKey(new KMSClient(region === undefined ? {} : { region }), arn);
  };
  return {
    key: (arn) => {
      const key = known.get(arn) ?? load(arn);
      known.set(arn, key);
      // A key that could not be had is asked for anew the next time.
      key.catch(() => known.delete(arn));
      return key;
    },
  };
}
