import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { codesOf } from '../../fhir/search/match.ts';
import { valuesAt } from '../../fhir/search/values.ts';
import { wishAt } from '../../fhir/example/wish.ts';
import { CITATION } from '../citations.ts';
import { guideForProfile } from '../must-support/guide.ts';
import { type Found, nameOf } from '../us-core/bundle.ts';
import { gatheredOf, ofType } from '../us-core/all-gathered.probe.ts';
import { attachmentAddress } from './attachment-address.ts';

const REPORT_CATEGORIES = ['LP29684-5', 'LP29708-2', 'LP7839-6'];

const isNoteReport = ({ resource }: Found): boolean =>
  resource.resourceType === 'DiagnosticReport' &&
  valuesAt(resource, 'category')
    .flatMap(codesOf)
    .some(({ code }) => REPORT_CATEGORIES.includes(code));

const urlsAt = (found: readonly Found[], path: string): readonly string[] =>
  found.flatMap(({ resource }) =>
    valuesAt(resource, path).filter((url) => typeof url === 'string'),
  );

export const attachmentParity = (context: PlanContext) =>
  defineCheck({
    id: 'attachment-parity',
    level: 'SHALL',
    citations: [CITATION.dataResponseSingle],
    requirements: ['notes.attachment-parity'],
    title: 'Attachments of cardiology, pathology and radiology reports are there as documents too',
    failureTitle: 'Attachments of reports are missing among the documents',
    remedy:
      'Give every attachment that a DiagnosticReport of these categories presents a DocumentReference with the same attachment URL (US Core, Clinical Notes).',
    guide: () =>
      guideForProfile(
        context,
        'us-core-diagnosticreport-note',
        'Load a cardiology, pathology or radiology DiagnosticReport with an attachment by URL, and a DocumentReference with the same URL, for one of the test patients.',
        [
          wishAt('presentedForm.url'),
          wishAt('category', {
            fixed: { coding: [{ system: 'http://loinc.org', code: 'LP29684-5' }] },
          }),
        ],
      ),
    needs: {
      reports: gatheredOf(context, 'DiagnosticReport', ofType('DiagnosticReport')),
      documents: gatheredOf(context, 'DocumentReference', ofType('DocumentReference')),
    },
    judge: ({ reports, documents }) => {
      const { fhirBaseUrl } = context.config.target;
      const absolute = (url: string): string => attachmentAddress(url, fhirBaseUrl)?.href ?? url;
      const perPatient = [...reports].map(([patient, found]) => {
        const notes = found.filter(isNoteReport);
        const known = new Set(
          urlsAt(documents.get(patient) ?? [], 'content.attachment.url').map(absolute),
        );
        return { notes, known };
      });
      const total = perPatient.flatMap(({ notes }) => urlsAt(notes, 'presentedForm.url')).length;
      if (total === 0) {
        return skip(
          'No cardiology, pathology or radiology DiagnosticReport presents an attachment by URL; load one.',
        );
      }
      const findings = perPatient.flatMap(({ notes, known }) =>
        notes.flatMap((note) =>
          urlsAt([note], 'presentedForm.url')
            .filter((url) => !known.has(absolute(url)))
            .map((url) =>
              differs('DiagnosticReport.presentedForm.url', {
                expected: `a DocumentReference of the same patient with attachment ${url}`,
                received: 'none',
                resource: nameOf(note.resource),
                exchange: note.exchange,
              }),
            ),
        ),
      );
      return judged(findings, `${total} attachments`);
    },
  });
