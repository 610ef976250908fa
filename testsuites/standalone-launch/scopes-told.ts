import { type Judgement, skip } from '../../core/check.ts';
import type { Grant } from '../launch/token-exchange.probe.ts';

/** A response that tells no scopes fails the check of that member, and that alone. */
export const withoutScopes = ({ json, reply }: Grant): Judgement | undefined =>
  typeof json['scope'] === 'string'
    ? undefined
    : skip('The token response tells no scopes to look at.', reply.exchange.index);
