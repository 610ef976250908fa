/** A binding of R4 that its own definitions do not keep, and what holds instead. */
export interface BindingCorrection {
  /** Path of the element in its base definition. */
  readonly path: string;
  readonly valueSet: string;
  readonly instead: string;
  readonly reason: string;
}

/** Media types and the short names that R4 gives for them (FHIR R4, RESTful API, "Content Types"). */
export const CAPABILITY_FORMATS = 'urn:assay:value-set:capability-formats';

export const BINDING_CORRECTIONS: readonly BindingCorrection[] = [
  {
    path: 'CapabilityStatement.format',
    valueSet: 'http://hl7.org/fhir/ValueSet/mimetypes',
    instead: CAPABILITY_FORMATS,
    reason: "R4's own base CapabilityStatement lists xml and json, which are no media types",
  },
];
