/**
 * What every answer says to browsers. Constants rather than @fastify/helmet: that sets the same one by one on the raw
 * response and costs 30 µs of CPU per request (fastify 5.12, Node 20), where these cost a few.
 */
export const SECURITY_HEADERS = {
  // Of an answer that is data nothing is to be loaded or framed.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Lists say for themselves how long they may be kept.
  'cache-control': 'no-store',
} as const;

/**
 * What stands in their place for the page of Apollo Sandbox: its own policy, which names its scripts by a nonce, and beyond that
 * nothing but this server to ask. A page without one stays under the policy of all others. Whoever signs in there does it
 * in another window.
 */
export function sandboxHeaders(page: string): Record<string, string> {
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1];
  if (policy === undefined) return {};
  return {
    'content-security-policy': `default-src 'none'; ${policy}; font-src https://fonts.gstatic.com; ${PAGE_POLICY}`,
    'cross-origin-opener-policy': 'same-origin-allow-popups',
  };
}

/**
 * For GraphiQL's page, which has all that it needs in itself: one script, by its hash. Its editor, Monaco, writes its
 * styles while it runs, so nothing names them; its workers are made of texts in the page.
 */
export const graphiqlHeaders = (script: string): Record<string, string> => ({
  'content-security-policy': `default-src 'none'; script-src '${script}'; style-src 'unsafe-inline'; font-src data:; img-src 'self' data:; worker-src blob:; ${PAGE_POLICY}`,
});

const PAGE_POLICY = "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
