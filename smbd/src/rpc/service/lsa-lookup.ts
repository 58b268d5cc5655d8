/** The look-ups of lsarpc, names to SIDs and SIDs to names. [MS-LSAT] 2.2 and 3.1.4. */

import {
  STATUS_INVALID_PARAMETER,
  STATUS_NONE_MAPPED,
  STATUS_SOME_NOT_MAPPED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { ndrArray } from "../ndr/array.ts";
import type { NdrValue } from "../ndr/ndr-type.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrEnum, ndrI32, ndrU32 } from "../ndr/scalar.ts";
import { ndrSid } from "../ndr/sid.ts";
import { ndrUnicodeString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import type { RpcDirectory } from "../rpc-directory.ts";
import {
  type Account,
  accountByName,
  accountBySid,
  accountDomain,
  ridBelow,
  SidType,
} from "./account.ts";

/** LSAPR_SID_ENUM_BUFFER. */
export const ndrSidEnumBuffer = ndrStruct({
  entries: ndrU32,
  sids: ndrUnique(ndrArray(ndrStruct({ sid: ndrUnique(ndrSid) }))),
});

/** PLSAPR_REFERENCED_DOMAIN_LIST. */
export const ndrReferencedDomains = ndrUnique(
  ndrStruct({
    entries: ndrU32,
    domains: ndrUnique(ndrArray(ndrStruct({ name: ndrUnicodeString, sid: ndrUnique(ndrSid) }))),
    maxEntries: ndrU32,
  }),
);

const NAME = { use: ndrEnum, name: ndrUnicodeString, domainIndex: ndrI32 };
const RID = { use: ndrEnum, relativeId: ndrU32, domainIndex: ndrI32 };

/** LSAPR_TRANSLATED_NAMES, …_NAMES_EX, LSA_TRANSLATED_SIDS, …_SIDS_EX and …_SIDS_EX2. */
export const ndrTranslatedNames = translated(ndrStruct(NAME));
export const ndrTranslatedNamesEx = translated(ndrStruct({ ...NAME, flags: ndrU32 }));
export const ndrTranslatedSids = translated(ndrStruct(RID));
export const ndrTranslatedSidsEx = translated(ndrStruct({ ...RID, flags: ndrU32 }));
export const ndrTranslatedSidsEx2 = translated(
  ndrStruct({ use: ndrEnum, sid: ndrUnique(ndrSid), domainIndex: ndrI32, flags: ndrU32 }),
);

function translated<T>(element: Parameters<typeof ndrArray<T>>[0]) {
  return ndrStruct({ entries: ndrU32, list: ndrUnique(ndrArray(element)) });
}

export interface Translated<T> {
  readonly domains: NdrValue<typeof ndrReferencedDomains>;
  readonly translated: { readonly entries: number; readonly list: readonly T[] | null };
  readonly mappedCount: number;
  readonly status: number;
}

export interface TranslatedName {
  readonly use: number;
  readonly name: string;
  readonly domainIndex: number;
  readonly flags: number;
}

/** Has what every form of the answer needs; a form takes what it names. */
export interface TranslatedSid {
  readonly use: number;
  readonly relativeId: number;
  readonly sid: string | null;
  readonly domainIndex: number;
  readonly flags: number;
}

/** LsapLookupWksta to LsapLookupRODCReferralToFullDC. [MS-LSAT] 2.2.16. */
const LOOKUP_LEVEL_MAX = 7;

export function lookupSids(
  directory: RpcDirectory,
  level: number,
  buffer: NdrValue<typeof ndrSidEnumBuffer>,
): Translated<TranslatedName> {
  const wanted = buffer.sids ?? [];
  // [MS-LSAT] 3.1.4.9: a null SID, or a count that is not the array's, is a bad parameter.
  if (!isLevel(level) || buffer.entries !== wanted.length) return refused();
  const sids: string[] = [];
  for (const { sid } of wanted) {
    if (sid === null) return refused();
    sids.push(sid);
  }
  const machine = accountDomain(directory);
  const domains = new ReferencedDomains();
  const list = sids.map((sid): TranslatedName => {
    const account = accountBySid(directory, sid);
    if (account !== null) {
      const { use, name, domain } = account;
      // The SID of a domain is answered with the domain's name.
      const shown = use === SidType.DOMAIN ? domain.name : name;
      return { use, name: shown, domainIndex: domains.indexOf(domain), flags: 0 };
    }
    // Of a known domain, the relative id in hex; otherwise the SID as text. [MS-LSAT] 3.1.4.9.
    const rid = ridBelow(machine.sid, sid);
    if (rid === null) return { use: SidType.UNKNOWN, name: sid, domainIndex: -1, flags: 0 };
    const name = rid.toString(16).toUpperCase().padStart(8, "0");
    return { use: SidType.UNKNOWN, name, domainIndex: domains.indexOf(machine), flags: 0 };
  });
  return answer(domains, list);
}

export function lookupNames(
  directory: RpcDirectory,
  level: number,
  count: number,
  names: readonly string[],
): Translated<TranslatedSid> {
  if (!isLevel(level) || count !== names.length) return refused();
  const domains = new ReferencedDomains();
  const list = names.map((name): TranslatedSid => {
    const account = accountByName(directory, name);
    if (account === null) {
      return { use: SidType.UNKNOWN, relativeId: 0, sid: null, domainIndex: -1, flags: 0 };
    }
    const { use, sid, domain } = account;
    return {
      use,
      relativeId: relativeId(account),
      sid,
      domainIndex: domains.indexOf(domain),
      flags: 0,
    };
  });
  return answer(domains, list);
}

/** The domains that an answer refers to, each once. */
class ReferencedDomains {
  readonly list: { readonly name: string; readonly sid: string }[] = [];
  readonly #indexes = new Map<string, number>();

  indexOf(domain: { readonly name: string; readonly sid: string }): number {
    const known = this.#indexes.get(domain.sid);
    if (known !== undefined) return known;
    this.list.push(domain);
    this.#indexes.set(domain.sid, this.list.length - 1);
    return this.list.length - 1;
  }
}

/** [MS-LSAT] 2.2.12: "MaxEntries" is ignored by clients; Windows sends this. */
const MAX_ENTRIES = 32;

function answer<T extends { readonly use: number }>(
  domains: ReferencedDomains,
  list: readonly T[],
): Translated<T> {
  const mappedCount = list.filter(({ use }) => use !== SidType.UNKNOWN).length;
  return {
    domains: { entries: domains.list.length, domains: domains.list, maxEntries: MAX_ENTRIES },
    translated: { entries: list.length, list },
    mappedCount,
    status: statusOf(mappedCount, list.length),
  };
}

/** For samr's look-ups, too. */
export function statusOf(mappedCount: number, count: number): number {
  if (mappedCount === count) return STATUS_SUCCESS;
  return mappedCount === 0 ? STATUS_NONE_MAPPED : STATUS_SOME_NOT_MAPPED;
}

function refused<T>(): Translated<T> {
  return {
    domains: null,
    translated: { entries: 0, list: null },
    mappedCount: 0,
    status: STATUS_INVALID_PARAMETER,
  };
}

function isLevel(level: number): boolean {
  return level >= 1 && level <= LOOKUP_LEVEL_MAX;
}

/** All ones stands for "the domain itself". [MS-LSAT] 2.2.13. */
function relativeId({ use, sid }: Account): number {
  return use === SidType.DOMAIN ? 0xffffffff : Number(sid.slice(sid.lastIndexOf("-") + 1));
}
