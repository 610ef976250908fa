import type { Headers } from './exchange.ts';

/** What is put into a field; secrets and other values of the configuration alike. */
export interface Filling {
  readonly selector: string;
  readonly value: string;
  /** Must not be seen: neither in a picture nor in a text. */
  readonly isSecret: boolean;
}

/** One step of a login in a browser, with true values in it. */
export interface BrowserAction {
  readonly open?: string;
  readonly waitFor?: string;
  readonly waitForUrl?: string;
  readonly expectText?: string;
  readonly fill: readonly Filling[];
  /** CSS selector of each list, and the value or label chosen in it. */
  readonly choose: readonly (readonly [selector: string, option: string])[];
  readonly check: readonly string[];
  readonly uncheck: readonly string[];
  readonly screenshot?: string;
  readonly click?: string;
  readonly optional: boolean;
  readonly timeoutMs: number;
}

/** A way through pages, from an address to the redirect URI. */
export interface BrowserVisit {
  /** Visits of one session share cookies; no two sessions do. */
  readonly session: string;
  /** Another visit of the same session follows. */
  readonly goesOn: boolean;
  readonly start: string;
  /** Sent by POST to the start, which is got otherwise. */
  readonly form?: readonly (readonly [string, string])[];
  /** Where the way ends; it is never loaded. */
  readonly redirectUri: string;
  readonly actions: readonly BrowserAction[];
  /** Origins that may be given what is filled in. */
  readonly trusted: ReadonlySet<string>;
  readonly pictures: boolean;
}

/** One document that the browser was answered with. */
export interface BrowserPage {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  /** ISO 8601 instant at which it was asked for. */
  readonly at: string;
  readonly milliseconds: number;
}

/** Something on a page that can be filled, chosen or pressed. */
export interface Candidate {
  readonly selector: string;
  /** Kind of element, and what it says. */
  readonly what: string;
}

/** What the driver saw when it looked for a step. */
export interface BrowserLook {
  /** Position of the step in the configuration, from 1; 0 where none was left. */
  readonly step: number;
  readonly url: string;
  readonly title: string;
  readonly text: string;
  readonly done: boolean;
  /** Each selector looked for, and how many elements it matches. */
  readonly selectors: readonly { readonly selector: string; readonly matches: number }[];
  /** What can be used on the page, where a selector matches nothing. */
  readonly candidates: readonly Candidate[];
}

/** How a way through pages ended. */
export type BrowserEnd =
  | {
      readonly kind: 'redirected';
      readonly parameters: readonly (readonly [string, string])[];
    }
  | {
      readonly kind: 'stranded';
      readonly status: number;
      readonly url: string;
      readonly title: string;
      readonly text: string;
      readonly why: string;
      /** Whether every step was taken, and none refused. */
      readonly isThrough?: boolean;
    }
  | { readonly kind: 'blocked'; readonly why: string }
  /** The network or we failed: no browser, no answer. */
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'aborted' };

export interface Picture {
  readonly name: string;
  readonly jpeg: Uint8Array;
}

/** All that a way through pages showed, with true values in it. */
export interface BrowserVisited {
  readonly end: BrowserEnd;
  readonly pages: readonly BrowserPage[];
  readonly looks: readonly BrowserLook[];
  readonly pictures: readonly Picture[];
  /** Requests beside those for documents: scripts, styles, images, calls of scripts. */
  readonly otherRequests: number;
}

/** Takes a user through pages that need a browser. Never rejects. */
export interface BrowserPort {
  visit(visit: BrowserVisit, signal?: AbortSignal): Promise<BrowserVisited>;
}
