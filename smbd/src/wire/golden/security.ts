import { decodeAce, encodeAce, makeAce } from "../security/ace.ts";
import { decodeAcl, encodeAcl } from "../security/acl.ts";
import { decodeSecurityDescriptor, encodeSecurityDescriptor } from "../security/descriptor.ts";
import { decodeSid, encodeSid, makeSid } from "../security/sid.ts";
import { body, type GoldenRow, hex } from "./row.ts";
import { GUID, GUID_2, NO_BYTES } from "./sample.ts";

const EVERYONE_HEX = "01 01 000000000001 00000000";
const ADMINISTRATORS_HEX = "01 02 000000000005 20000000 20020000";
const DOMAIN_USER_HEX = "01 05 000000000005 15000000 01000000 02000000 ffffffff e8030000";
const EVERYONE = makeSid(1, [0]);
const ADMINISTRATORS = makeSid(5, [32, 544]);
const DOMAIN_USER = makeSid(5, [21, 1, 2, 0xffffffff, 1000]);

const ALLOW_EVERYONE_HEX = `00 03 1400 a9001200 ${EVERYONE_HEX}`;
const DENY_USER_HEX = `01 13 2400 00000100 ${DOMAIN_USER_HEX}`;
const ALLOW_EVERYONE = makeAce(0, 3, 0x001200a9, EVERYONE);
const DENY_USER = makeAce(1, 0x13, 0x00010000, DOMAIN_USER);

export const SECURITY_ROWS: readonly GoldenRow[] = [
  body({
    name: "SID of Administrators",
    bytes: ADMINISTRATORS_HEX,
    value: { text: "S-1-5-32-544", authority: 5, subAuthorities: [32, 544] },
    decode: decodeSid,
    encode: encodeSid,
  }),
  body({
    name: "SID with a 48-bit authority and no sub-authority",
    bytes: "01 00 010203040506",
    value: { text: "S-1-0x010203040506", authority: 0x010203040506, subAuthorities: [] },
    decode: decodeSid,
    encode: encodeSid,
  }),
  body({
    name: "ACE that denies an inherited right",
    bytes: DENY_USER_HEX,
    value: DENY_USER,
    decode: decodeAce,
    encode: encodeAce,
  }),
  body({
    name: "object ACE with both GUIDs",
    bytes: `05 00 3800 00010000 03000000 ${GUID} ${GUID_2} ${EVERYONE_HEX}`,
    value: {
      type: 5,
      flags: 0,
      mask: 0x100,
      sid: EVERYONE,
      objectType: GUID,
      inheritedObjectType: GUID_2,
      data: NO_BYTES,
    },
    decode: decodeAce,
    encode: encodeAce,
  }),
  body({
    name: "callback ACE with its condition",
    bytes: `09 00 1c00 ff011f00 ${EVERYONE_HEX} 6172747800000000`,
    value: {
      type: 9,
      flags: 0,
      mask: 0x1f01ff,
      sid: EVERYONE,
      objectType: null,
      inheritedObjectType: null,
      data: hex("6172747800000000"),
    },
    decode: decodeAce,
    encode: encodeAce,
  }),
  body({
    name: "ACL of two entries",
    bytes: `02 00 4000 0200 0000 ${DENY_USER_HEX} ${ALLOW_EVERYONE_HEX}`,
    value: { revision: 2, aces: [DENY_USER, ALLOW_EVERYONE] },
    decode: decodeAcl,
    encode: encodeAcl,
  }),
  body({
    name: "security descriptor with owner, group and DACL",
    bytes: `01 00 0484 14000000 24000000 00000000 30000000
      ${ADMINISTRATORS_HEX} ${EVERYONE_HEX}
      02 00 1c00 0100 0000 ${ALLOW_EVERYONE_HEX}`,
    value: {
      control: 0x8404,
      resourceManagerControl: 0,
      owner: ADMINISTRATORS,
      group: EVERYONE,
      sacl: null,
      dacl: { revision: 2, aces: [ALLOW_EVERYONE] },
    },
    decode: decodeSecurityDescriptor,
    encode: encodeSecurityDescriptor,
  }),
  body({
    name: "security descriptor with a null DACL",
    bytes: "01 00 0480 00000000 00000000 00000000 00000000",
    value: {
      control: 0x8004,
      resourceManagerControl: 0,
      owner: null,
      group: null,
      sacl: null,
      dacl: null,
    },
    decode: decodeSecurityDescriptor,
    encode: encodeSecurityDescriptor,
  }),
  body({
    name: "security descriptor with a SACL",
    bytes: `01 00 1080 00000000 00000000 14000000 00000000
      02 00 1c00 0100 0000 02 c0 1400 00000100 ${EVERYONE_HEX}`,
    value: {
      control: 0x8010,
      resourceManagerControl: 0,
      owner: null,
      group: null,
      sacl: { revision: 2, aces: [makeAce(2, 0xc0, 0x10000, EVERYONE)] },
      dacl: null,
    },
    decode: decodeSecurityDescriptor,
    encode: encodeSecurityDescriptor,
  }),
];
