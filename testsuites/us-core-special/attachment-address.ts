const BELOW_BASE = /^\/(?=[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}$)/;

/**
 * Where an attachment is: a relative URL is one below the FHIR base, like a reference (FHIR R4,
 * Attachment.url). `/Binary/1` means the same, as in the guide's own examples; undefined for what
 * is no URL.
 */
export function attachmentAddress(url: string, base: string): URL | undefined {
  const home = `${base.replace(/\/+$/, '')}/`;
  const relative = url.replace(BELOW_BASE, '');
  return URL.canParse(relative, home) ? new URL(relative, home) : undefined;
}
