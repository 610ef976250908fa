import { type CfnElement, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Lets one exact finding of the policy checks stand, with the reason why. */
export function acknowledge(
  construct: IConstruct,
  id: string,
  { reason }: { readonly reason: string },
): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** The name under which findings speak of a resource. */
export const logicalId = (construct: IConstruct): string =>
  Stack.of(construct).getLogicalId(construct.node.defaultChild as CfnElement);
