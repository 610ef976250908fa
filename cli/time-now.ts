/** The time of judging, for rules that ask for `now()` or `today()`. */
export const timeNow = (): string => new Date().toISOString();
