import type { Link } from './walk-library.ts';

/** What is known of an extension's definition when one is met. */
export interface ExtensionRule {
  readonly link: Link;
  readonly isModifier: boolean;
  readonly contexts: readonly { readonly type: string; readonly expression: string }[];
}

/**
 * Whether an extension may stand on an element (FHIR R4, StructureDefinition.context). `contexts` are
 * the names of the element's type and its ancestors, `at` its path, `inside` the extension around it.
 */
export function allowedAt(
  rule: ExtensionRule,
  contexts: readonly string[],
  at: string,
  inside: string,
  ancestry: (type: string) => readonly string[],
): boolean {
  if (rule.contexts.length === 0) return true;
  return rule.contexts.some(({ type, expression }) => {
    if (type === 'fhirpath') return true;
    if (type === 'extension') return expression.split('#')[0] === inside;
    if (expression === 'Element') return true;
    // Ids of slices name places that a path alone does not tell.
    if (expression.includes(':')) return true;
    const plain = expression.replaceAll('[x]', '');
    if (contexts.includes(plain) || plain === at) return true;
    // `DomainResource.text` means the text of every resource that is one.
    const dot = plain.indexOf('.');
    const start = at.indexOf('.');
    return (
      dot > 0 &&
      start > 0 &&
      plain.slice(dot) === at.slice(start) &&
      ancestry(at.slice(0, start)).includes(plain.slice(0, dot))
    );
  });
}
