/** The validator ships without types; this much of it is used. */
declare module 'asl-validator' {
  export default function validate(definition: unknown): {
    readonly isValid: boolean;
    errorsText(separator?: string): string;
  };
}
