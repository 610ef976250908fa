import { type Exchange, isAnswered } from '../../core/exchange.ts';
import { defineProbe, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';

/** What came when an address was opened as anybody may. */
export interface PublishedPage {
  readonly url: string;
  /** The last exchange, after redirects. */
  readonly exchange: Exchange;
}

const BROWSER = 'text/html,application/xhtml+xml,application/pdf,*/*;q=0.8';

/** Opens the addresses of the documentation without a token and without a cookie. */
export const documentationProbe = ({ config }: PlanContext): Probe<readonly PublishedPage[]> =>
  defineProbe({
    id: 'published(documentation)',
    needs: {},
    gather: async (io) => {
      const pages: PublishedPage[] = [];
      for (const url of config.published?.documentation ?? []) {
        const exchange = await io.ask({ url, headers: { accept: BROWSER }, followRedirects: true });
        pages.push({ url, exchange });
      }
      return pages;
    },
  });

/** Opens the list of service base URLs likewise; undefined where none is configured. */
export const baseUrlsProbe = ({ config }: PlanContext): Probe<{ readonly page?: PublishedPage }> =>
  defineProbe({
    id: 'published(service base URLs)',
    needs: {},
    gather: async (io) => {
      const url = config.published?.serviceBaseUrls;
      if (url === undefined) return {};
      const accept = 'application/fhir+json, application/json;q=0.9';
      const exchange = await io.ask({ url, headers: { accept }, followRedirects: true });
      return { page: { url, exchange } };
    },
  });

/** Answers that a login is asked for, or that there is nothing. */
export const isClosed = (exchange: Exchange): boolean =>
  isAnswered(exchange) && [401, 403, 404, 407, 410].includes(exchange.response.status);
