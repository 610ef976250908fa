import { load } from 'cheerio';
import { defineCheck } from '../../core/check.ts';
import { header, isAnswered } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { openPage, readableOn } from '../launch/form-page.ts';
import { decided, type Tried } from './decided.ts';
import { documentationProbe, isClosed, type PublishedPage } from './published.probe.ts';
import { DOCUMENTATION as ROW } from './questions.ts';

/** A page with fewer letters is built by a script, or is no documentation. */
const LEAST_LETTERS = 200;

const asksForPassword = (html: string): boolean => load(html)('input[type="password"]').length > 0;

/** What shows that a page is not open to everybody. */
function findingFor({ url, exchange }: PublishedPage): Finding | undefined {
  if (!isAnswered(exchange)) return undefined;
  const { index, response } = exchange;
  const type = header(response.headers, 'content-type') ?? '';
  const finding = (received: string): Finding =>
    differs(url, { expected: 'a page open to all', received, exchange: index });
  if (isClosed(exchange)) return finding(`HTTP ${response.status}`);
  const login =
    response.status === 200 && type.includes('html') && asksForPassword(response.body ?? '');
  return login ? finding('a page that asks for a password') : undefined;
}

/** What leaves it open whether a page is one to read. */
function doubtAbout({ url, exchange }: PublishedPage): string | undefined {
  if (!isAnswered(exchange)) return `${url} did not answer: ${exchange.noAnswer.detail}.`;
  const { status, headers, body = '' } = exchange.response;
  if (status !== 200) return `${url} answered HTTP ${status}.`;
  const type = (header(headers, 'content-type') ?? '').toLowerCase();
  if (type.includes('pdf')) return undefined;
  if (!type.includes('html') && !type.startsWith('text/')) return `${url} is of type "${type}".`;
  const text = type.includes('html') ? readableOn(openPage(url, body)) : body;
  return text.length < LEAST_LETTERS
    ? `${url} has hardly any text without its scripts.`
    : undefined;
}

function tried(pages: readonly PublishedPage[]): Tried {
  if (pages.length === 0) {
    return {
      open: 'Addresses in published.documentation of the configuration are opened and looked at.',
    };
  }
  const findings = pages.map(findingFor).filter((finding) => finding !== undefined);
  if (findings.length > 0) return { findings };
  const doubts = pages.map(doubtAbout).filter((doubt) => doubt !== undefined);
  if (doubts.length > 0) return { open: doubts.join(' ') };
  const addresses = pages.map(({ url }) => url).join(', ');
  return { shown: `${addresses} opened without a token and asked for no password` };
}

/** (g)(10)(viii)(B) and visual inspection 11.09: opened as anybody may open it. */
export const documentationPublic = (context: PlanContext) =>
  defineCheck({
    id: ROW.requirement,
    level: 'SHALL',
    needs: { pages: documentationProbe(context) },
    title: ROW.title,
    failureTitle: 'Documentation of the API is not public',
    remedy: 'Publish the documentation at an address that asks for neither token nor login.',
    citations: ROW.citations,
    requirements: [ROW.requirement],
    judge: ({ pages }) => decided(context, ROW, tried(pages)),
  });
