/** What a client can make an RPC pipe hold or do. Every limit: name, unit, reason. */

/** Bytes of one fragment, both ways. What Windows offers on named pipes. */
export const RPC_FRAGMENT_BYTES_MAX = 4280;
/** Bytes of one fragment that everybody must take. [C706] 12.6.3.1 MustRecvFragSize. */
export const RPC_FRAGMENT_BYTES_MIN = 1432;
/** Bytes of a reassembled request: a look-up of the 20,480 SIDs that LSA allows takes about 0.7 MiB. */
export const RPC_REQUEST_BYTES_MAX = 1024 * 1024;
/** Bytes of a response that wait to be read; a larger one is a fault, not a promise of memory. */
export const RPC_RESPONSE_BYTES_MAX = 4 * 1024 * 1024;
/** Presentation contexts of one pipe; Windows clients use two or three. */
export const RPC_CONTEXTS_MAX = 16;
/** Context handles of one pipe: an open policy, domain, group, alias or user each. */
export const RPC_HANDLES_MAX = 128;
/** Elements of any array, before the limits of single calls. [MS-LSAT] allows 20,480 SIDs. */
export const RPC_ARRAY_ELEMENTS_MAX = 20_480;
/** Names in one look-up. [MS-LSAT] 3.1.4.5 and [MS-SAMR] 3.1.5.11.2: at most 1,000. */
export const RPC_LOOKUP_NAMES_MAX = 1000;
/** Code units of one text: what RPC_UNICODE_STRING's 16-bit byte count can say. */
export const RPC_STRING_UNITS_MAX = 32_766;
