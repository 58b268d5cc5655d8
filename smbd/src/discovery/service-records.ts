/** The records that say who this box is, by which Finder, Time Machine and file managers find it. */
import { DISCOVERY_TIME_MACHINE_COUNT_MAX } from "../limits.ts";
import {
  type DnsName,
  type DnsRecord,
  TYPE_A,
  TYPE_AAAA,
  TYPE_PTR,
  TYPE_SRV,
  TYPE_TXT,
} from "./dns-message.ts";

export interface BoxFacts {
  /** What people call it: "ATTIC". */
  readonly name: string;
  readonly workgroup: string;
  readonly comment: string;
  /** ServerGuid as 8-4-4-4-12 hex digits. */
  readonly uuid: string;
  readonly version: string;
  readonly port: number;
  /** Shares that Macs may back up to: name and id (a UUID). */
  readonly timeMachines: readonly { readonly name: string; readonly id: string }[];
}

/** [RFC 6762] 10: what holds a host name or address lives two minutes, the rest 75. */
const HOST_TTL_SECONDS = 120;
const OTHER_TTL_SECONDS = 4_500;

export interface OwnRecords {
  /** Names that must be nobody else's. */
  readonly uniqueNames: readonly DnsName[];
  readonly records: readonly DnsRecord[];
}

/** `addresses`: those of the interface that it is told on. `suffix`: 2 where the name was taken, and so on. */
export function ownRecords(
  box: BoxFacts,
  addresses: readonly Uint8Array[],
  suffix: number,
): OwnRecords {
  const host: DnsName = [hostLabel(box.name, suffix), "local"];
  const instance = suffix < 2 ? box.name : `${box.name} (${suffix})`;
  const records: DnsRecord[] = addresses.map((bytes) => ({
    name: host,
    type: bytes.length === 4 ? TYPE_A : TYPE_AAAA,
    ttlSeconds: HOST_TTL_SECONDS,
    isUnique: true,
    data: { kind: "address", bytes },
  }));
  records.push(...service(instance, host, "_smb", box.port, []));
  records.push(...deviceInfo(instance));
  if (box.timeMachines.length > 0) {
    // Port 9 is a placeholder, by which Macs know that the disk is reached over another service.
    records.push(...service(instance, host, "_adisk", 9, backupDisks(box)));
  }
  const uniqueNames = [
    host,
    ...records.filter(({ type }) => type === TYPE_SRV).map(({ name }) => name),
  ];
  return { uniqueNames, records };
}

export function hostLabel(name: string, suffix: number): string {
  const label = name.toLowerCase().replaceAll(/[^a-z0-9-]/g, "-") || "larder";
  return suffix < 2 ? label : `${label}-${suffix}`;
}

/** [RFC 6763] 4.1 and 9: the kind among all kinds, the instance of the kind, where it is, and what to know. */
function service(
  instance: string,
  host: DnsName,
  kind: string,
  port: number,
  text: readonly string[],
): DnsRecord[] {
  const type: DnsName = [kind, "_tcp", "local"];
  const name: DnsName = [instance, ...type];
  return [
    pointer(["_services", "_dns-sd", "_udp", "local"], type),
    pointer(type, name),
    {
      name,
      type: TYPE_SRV,
      ttlSeconds: HOST_TTL_SECONDS,
      isUnique: true,
      data: { kind: "service", priority: 0, weight: 0, port, target: host },
    },
    textRecord(name, text),
  ];
}

/** Which picture a Mac draws. It is a record by itself: there is no service behind it. */
function deviceInfo(instance: string): DnsRecord[] {
  return [textRecord([instance, "_device-info", "_tcp", "local"], ["model=RackMac"])];
}

function backupDisks({ timeMachines }: BoxFacts): string[] {
  const disks = timeMachines
    .slice(0, DISCOVERY_TIME_MACHINE_COUNT_MAX)
    .map(({ name, id }, index) => `dk${index}=adVN=${name},adVF=0x82,adVU=${id}`)
    // A string that is cut would name another share.
    .filter((text) => encoder.encode(text).length <= 255);
  return ["sys=waMa=0,adVF=0x100", ...disks];
}

function pointer(name: DnsName, target: DnsName): DnsRecord {
  const data = { kind: "name", name: target } as const;
  return { name, type: TYPE_PTR, ttlSeconds: OTHER_TTL_SECONDS, isUnique: false, data };
}

function textRecord(name: DnsName, texts: readonly string[]): DnsRecord {
  const strings = texts.map((text) => encoder.encode(text));
  const data = { kind: "text", strings } as const;
  return { name, type: TYPE_TXT, ttlSeconds: OTHER_TTL_SECONDS, isUnique: true, data };
}

const encoder = new TextEncoder();
