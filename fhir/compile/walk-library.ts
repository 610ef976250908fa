import type { StructureIr } from '../pack/ir.ts';
import type { CodeCheck } from './code-check.ts';
import type { ExtensionRule } from './extension-context.ts';
import type { HeldCodes } from './held-codes.ts';
import type { Walk } from './walk.ts';

/** A generated function: judges one object and adds what it finds. */
export type NodeFunction = (o: Record<string, unknown>, c: Walk) => void;

/** A function by reference, so that it can be compiled when it is first called. */
export interface Link {
  f: NodeFunction;
  readonly url: string;
}

/** Where a reference may lead, worked out when its element is compiled. */
export interface TargetRule {
  /** Absent where any type will do. */
  readonly types?: ReadonlySet<string>;
  readonly targets: readonly { readonly url: string; readonly type: string }[];
  /** Where targets may stand: contained, bundled, or referenced (ElementDefinition.type.aggregation). */
  readonly modes?: readonly string[];
}

/** What a walk asks of the packs. */
export interface WalkLibrary {
  link(canonical: string): Link | undefined;
  structure(canonical: string): StructureIr | undefined;
  resourceLink(type: string): Link | undefined;
  resourceTypeOf(canonical: string): string | undefined;
  /** The one link of a profile that fits a type; undefined where there is more to say. */
  profileLinks(type: string, profile: string): readonly Link[] | undefined;
  extensionRule(url: string): ExtensionRule | undefined;
  check(valueSet: string): CodeCheck | undefined;
  heldCodes(system: string): HeldCodes | undefined;
  isType(code: string): boolean;
  readonly ancestry: (type: string) => readonly string[];
}
