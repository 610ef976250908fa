/** A scope that grants access to FHIR resources (SMART App Launch 2.0, Scopes and Launch Context). */
export interface ClinicalScope {
  readonly text: string;
  readonly level: 'patient' | 'user' | 'system';
  /** Resource type, or `*`. */
  readonly type: string;
  readonly syntax: 'v1' | 'v2' | 'unknown';
  /** Allows to read a resource by its id. */
  readonly reads: boolean;
}

const CLINICAL = /^(patient|user|system)\/([A-Za-z]+|\*)\.([^?]*)(\?.*)?$/;

/** create, read, update, delete, search: each at most once and in this order. */
const V2 = /^(?=.)c?r?u?d?s?$/;

const V1 = /^(read|write|\*)$/;

const syntaxOf = (rights: string): ClinicalScope['syntax'] => {
  if (V2.test(rights)) return 'v2';
  return V1.test(rights) ? 'v1' : 'unknown';
};

/** Reads one scope; undefined for those that are about identity or context. */
export function clinicalScope(text: string): ClinicalScope | undefined {
  const match = CLINICAL.exec(text);
  if (match === null) return undefined;
  const [, level = '', type = '', rights = ''] = match;
  const syntax = syntaxOf(rights);
  return {
    text,
    level: level as ClinicalScope['level'],
    type,
    syntax,
    reads: syntax === 'v2' ? rights.includes('r') : rights === 'read' || rights === '*',
  };
}

/** Scopes with a slash are meant to be clinical; some cannot be read as such. */
export const isMeantClinical = (text: string): boolean => /^(patient|user|system)\//.test(text);

export const clinicalScopes = (texts: readonly string[]): readonly ClinicalScope[] =>
  texts.map(clinicalScope).filter((scope) => scope !== undefined);

/** Whether one of these scopes lets the type be read at one of these levels. */
export const readable = (
  scopes: readonly ClinicalScope[],
  type: string,
  levels: readonly ClinicalScope['level'][],
): boolean =>
  scopes.some(
    (scope) =>
      scope.reads && levels.includes(scope.level) && (scope.type === type || scope.type === '*'),
  );

/** Names of scopes for a sentence. */
export const listed = (scopes: readonly string[]): string =>
  scopes.length === 0 ? 'none' : scopes.map((scope) => `"${scope}"`).join(', ');
