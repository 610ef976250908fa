import Handlebars from 'handlebars';
import type { Verdict } from '../../core/verdict.ts';

/** Markup of ours that goes to the page as it stands; holds numbers and our own words only. */
export type Picture = Handlebars.SafeString;

const picture = (markup: string): Picture => new Handlebars.SafeString(markup);

export interface Share {
  readonly verdict: Verdict;
  readonly count: number;
}

const short = (value: number): string => String(Math.round(value * 100) / 100);

/** Where each share begins and how much it takes, in per cent of all. */
const laidOut = (shares: readonly Share[]) => {
  const total = shares.reduce((sum, { count }) => sum + count, 0);
  let start = 0;
  return shares
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => {
      const part = { verdict, start, size: (count / total) * 100 };
      start += part.size;
      return part;
    });
};

/** A ring of shares with a word or two in the middle; `label` is its text alternative. */
export function ring(shares: readonly Share[], label: string, middle = ''): Picture {
  const parts = laidOut(shares);
  // A hair's breadth between the parts, so that they are told apart without their colours.
  const gap = parts.length > 1 ? 1 : 0;
  const arcs = parts.map(
    ({ verdict, start, size }) =>
      `<circle class="arc ${verdict}" cx="21" cy="21" r="17" pathLength="100" stroke-dasharray="${short(Math.max(size - gap, 0.6))} 100" stroke-dashoffset="${short(-start)}"/>`,
  );
  const text =
    middle === ''
      ? ''
      : `<text x="21" y="21" text-anchor="middle" dominant-baseline="central">${middle}</text>`;
  return picture(
    `<svg class="ring" viewBox="0 0 42 42" role="img" aria-label="${label}"><circle class="track" cx="21" cy="21" r="17"/><g transform="rotate(-90 21 21)">${arcs.join('')}</g>${text}</svg>`,
  );
}

/** A bar of shares; the numbers stand beside it, so it is hidden from screen readers. */
export const strip = (shares: readonly Share[]): Picture =>
  picture(
    `<svg class="strip" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">${laidOut(
      shares,
    )
      .map(
        ({ verdict, start, size }) =>
          `<rect class="part ${verdict}" x="${short(start)}" width="${short(Math.max(size - 0.5, 0.4))}" height="6"/>`,
      )
      .join('')}</svg>`,
  );

export interface Column {
  readonly label: string;
  readonly count: number;
}

/** Columns with their counts on top and labels beneath; `label` is the text alternative. */
export function histogram(columns: readonly Column[], label: string): Picture {
  const highest = Math.max(1, ...columns.map(({ count }) => count));
  const [width, height, floor] = [64, 120, 140];
  const bars = columns.map(({ label: name, count }, position) => {
    const tall = count === 0 ? 0 : Math.max(2, (count / highest) * height);
    const middle = position * width + width / 2;
    return [
      `<rect class="bar" x="${position * width + 6}" y="${short(floor - tall)}" width="${width - 12}" height="${short(tall)}" rx="2"/>`,
      count === 0
        ? ''
        : `<text class="count" x="${middle}" y="${short(floor - tall - 5)}" text-anchor="middle">${count}</text>`,
      `<text class="name" x="${middle}" y="${floor + 17}" text-anchor="middle">${name}</text>`,
    ].join('');
  });
  const wide = columns.length * width;
  return picture(
    `<svg class="histogram" viewBox="0 0 ${wide} ${floor + 24}" role="img" aria-label="${label}"><line class="axis" x1="0" x2="${wide}" y1="${floor}" y2="${floor}"/>${bars.join('')}</svg>`,
  );
}
