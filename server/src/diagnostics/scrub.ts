const REMOVED = "[removed]";

/**
 * What looks like a secret, wherever it stands in a text. Nothing of ours writes any; this is for what libraries
 * say, and for what people hand on to strangers. Rather too much than too little.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, REMOVED],
  [/\b(Bearer|Basic|Digest|Negotiate)\s+[\w+/=.~-]{4,}/gi, `$1 ${REMOVED}`],
  // postgresql://user:password@host
  [/(\b[a-z][a-z0-9+.-]{0,32}:\/\/[^\s/:@"]*):[^\s/@"]+@/gi, `$1:${REMOVED}@`],
  // "password":"…", client_secret=…, cookie: …; what stands before the word stays anyhow. Everything that repeats
  // is bounded: clients choose what some lines hold, and a long word must not take seconds.
  [
    /((?:password|passphrase|passwd|secret|token|cookie|authorization|credential|api-?key|private-?key|nthash|nt_hash|otp|setup-?code)[\w.-]{0,64}"?\s{0,16}[:=]\s{0,16})("(?:[^"\\]|\\.)*"|[^\s,;}&]+)/gi,
    `$1"${REMOVED}"`,
  ],
  // Hashes and keys: a SID, an id of ours and a fingerprint with colons are none.
  [/(?<![\w-])[0-9a-fA-F]{32,}(?![\w-])/g, REMOVED],
  [/(?<![\w/+.-])(?=[\w+/-]*\d)(?=[\w+/-]*[A-Z])(?=[\w+/-]*[a-z])[\w+/-]{40,}={0,2}/g, REMOVED],
];

export function scrubbed(text: string): string {
  return PATTERNS.reduce((left, [pattern, said]) => left.replaceAll(pattern, said), text);
}
