import type { NoAnswerReason } from '../../core/exchange.ts';

interface Failure {
  readonly reason: NoAnswerReason;
  readonly detail: string;
}

const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? '' : codeOf(cause);
};

const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.message === '') {
    return messageOf(error.errors[0]);
  }
  return error instanceof Error ? error.message : String(error);
};

const REASONS: readonly (readonly [RegExp, NoAnswerReason, (host: string) => string])[] = [
  [/^ASSAY_REFUSED_ADDRESS$/, 'refused-address', () => ''],
  [
    /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_NONAME)$/,
    'dns',
    (host) => `the name ${host} could not be resolved`,
  ],
  [/^ECONNREFUSED$/, 'connection-refused', (host) => `${host} refused the connection`],
  [
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|ENETUNREACH|EHOSTUNREACH)$/,
    'connection-reset',
    (host) => `the connection to ${host} was cut`,
  ],
  [
    /^(UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/,
    'timeout',
    (host) => `${host} did not answer in time`,
  ],
  [
    /^(ERR_TLS_.*|ERR_SSL_.*|EPROTO|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|CERT_.*|HOSTNAME_MISMATCH)$/,
    'tls',
    (host) => `no trusted TLS connection to ${host}`,
  ],
  [/^(HPE_.*|UND_ERR_.*)$/, 'protocol', (host) => `${host} did not speak proper HTTP`],
];

/** Why no answer came, in one plain sentence and as a reason that code can act on. */
export function failureOf(error: unknown, host: string): Failure {
  const code = codeOf(error);
  const message = messageOf(error);
  for (const [pattern, reason, say] of REASONS) {
    if (!pattern.test(code)) continue;
    const said = say(host);
    return { reason, detail: said === '' ? message : `${said} (${code}: ${message})` };
  }
  return {
    reason: 'protocol',
    detail: `the request to ${host} failed (${code || 'no code'}: ${message})`,
  };
}
