import { describe, expect, it } from 'vitest';
import { answered } from '../../test/evidence.ts';
import { CookieJar } from './cookie-jar.ts';

const jarAfter = (url: string, ...cookies: readonly string[]): CookieJar => {
  const jar = new CookieJar();
  jar.keep(
    answered(
      200,
      cookies.map((cookie) => ['Set-Cookie', cookie] as const),
      '',
      { url },
    ),
  );
  return jar;
};

describe('cookies of a login', () => {
  it.each([
    ['same host', 'https://a.example/x', 'sid=1', 'https://a.example/x/y', 'sid=1'],
    ['another host', 'https://a.example/', 'sid=1', 'https://b.example/', undefined],
    ['a host below', 'https://a.example/', 'sid=1', 'https://x.a.example/', undefined],
    [
      'a host below, asked for',
      'https://login.a.example/',
      'sid=1; Domain=.a.example',
      'https://auth.a.example/',
      'sid=1',
    ],
    [
      'a foreign domain',
      'https://a.example/',
      'sid=1; Domain=b.example',
      'https://b.example/',
      undefined,
    ],
    [
      'a whole top-level domain',
      'https://a.example/',
      'sid=1; Domain=example',
      'https://a.example/',
      undefined,
    ],
    ['a path', 'https://a.example/', 'sid=1; Path=/auth', 'https://a.example/auth/x', 'sid=1'],
    [
      'a path that only begins alike',
      'https://a.example/',
      'sid=1; Path=/auth',
      'https://a.example/authorize',
      undefined,
    ],
    ['the default path', 'https://a.example/x/y', 'sid=1', 'https://a.example/z', undefined],
    ['secure, no TLS', 'https://a.example/', 'sid=1; Secure', 'http://a.example/', undefined],
    ['secure, loopback', 'http://127.0.0.1/', 'sid=1; Secure', 'http://127.0.0.1/', 'sid=1'],
    ['over at once', 'https://a.example/', 'sid=1; Max-Age=0', 'https://a.example/', undefined],
    [
      'expired',
      'https://a.example/',
      'sid=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'https://a.example/',
      undefined,
    ],
    ['no name', 'https://a.example/', '=1', 'https://a.example/', undefined],
    ['an equals sign in it', 'https://a.example/', 'sid=a=b', 'https://a.example/', 'sid=a=b'],
  ])('%s', (_case, from, cookie, to, sent) => {
    expect(jarAfter(from, cookie).headerFor(to)).toBe(sent);
  });

  it('replaces a cookie of the same name and takes it out when told', () => {
    const jar = jarAfter('https://a.example/', 'sid=1', 'other=x', 'sid=2');
    expect(jar.headerFor('https://a.example/')).toBe('sid=2; other=x');
    jar.keep(
      answered(200, { 'set-cookie': 'sid=; Max-Age=-1' }, '', { url: 'https://a.example/' }),
    );
    expect(jar.headerFor('https://a.example/')).toBe('other=x');
  });
});
