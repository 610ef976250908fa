import { defineCheck, judged, type Level } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, stringsIn } from '../launch/json-reply.ts';
import { capabilityStatementProbe } from './capability-statement.probe.ts';

/** A wire format of FHIR and the names under which a server may announce it. */
export interface FormatRow {
  readonly format: 'json' | 'xml';
  readonly names: readonly string[];
  readonly level: Level;
  /** Asked for by US Core, not by certification. */
  readonly advice: boolean;
}

/** US Core, server capability statement: JSON is a must, XML is recommended. */
export const FORMATS: readonly FormatRow[] = [
  {
    format: 'json',
    names: ['json', 'application/json', 'application/fhir+json'],
    level: 'SHALL',
    advice: false,
  },
  {
    format: 'xml',
    names: ['xml', 'application/xml', 'text/xml', 'application/fhir+xml'],
    level: 'SHOULD',
    advice: true,
  },
];

const bare = (format: string): string => (format.split(';')[0] ?? '').trim().toLowerCase();

export const metadataFormat = (context: PlanContext) =>
  defineCheck({
    id: ({ format }: FormatRow) => `metadata.${format}`,
    level: ({ level }) => level,
    advice: ({ advice }) => advice,
    needs: { statement: capabilityStatementProbe(context) },
    title: ({ format }) => `Capability statement announces ${format.toUpperCase()}`,
    failureTitle: ({ format }) => `Capability statement does not announce ${format.toUpperCase()}`,
    remedy: ({ format }) => `List "${format}" in CapabilityStatement.format and serve it.`,
    citations: [CITATION.dataResponseSingle],
    requirements: ({ format }) => [`capability.metadata.${format}`],
    judge: ({ statement: { exchange, resource } }, { format, names }) => {
      const announced = stringsIn(resource['format']);
      if (announced.some((name) => names.includes(bare(name)))) return judged([]);
      return judged([
        differs('CapabilityStatement.format', {
          expected: `"${format}" among the formats`,
          received: described(resource['format']),
          exchange,
        }),
      ]);
    },
  });
