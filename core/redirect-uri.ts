/** Whether an address is the redirect URI, whatever its parameters (RFC 6749, 3.1.2). */
export const isRedirectTo = (url: string, redirectUri: string): boolean => {
  const [given, registered] = [URL.parse(url), URL.parse(redirectUri)];
  return (
    given !== null &&
    registered !== null &&
    given.protocol === registered.protocol &&
    given.host === registered.host &&
    given.pathname === registered.pathname
  );
};
