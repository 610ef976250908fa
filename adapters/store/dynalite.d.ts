/** The insides of dynalite 4.0.0 that the embedded database is built on; pinned for that reason. */
declare module 'dynalite/db/index.js' {
  interface DynaliteStore {
    readonly db: { open(): Promise<void>; close(): Promise<void> };
  }
  export function create(options: { path?: string; createTableMs?: number }): DynaliteStore;
}

declare module 'dynalite/validations/index.js' {
  export function checkTypes(data: unknown, types: unknown): Record<string, unknown>;
  export function checkValidations(
    data: unknown,
    types: unknown,
    custom: unknown,
    store: unknown,
  ): void;
}

declare module 'dynalite/actions/*.js' {
  const action: (
    store: unknown,
    data: unknown,
    done: (error: unknown, answer?: unknown) => void,
  ) => void;
  export default action;
}

declare module 'dynalite/validations/*.js' {
  export const types: unknown;
  export const custom: unknown;
}
