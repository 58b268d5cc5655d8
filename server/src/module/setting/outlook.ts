import type { SessionStatus } from "@larder/smbd/control";
import { dialectSchema, type Settings, type SettingsOutlook } from "../../contract/setting.ts";
import { counted } from "../counted.ts";
import { type ClientFate, fateOf, who } from "./client-fate.ts";

interface Known {
  readonly sessions: readonly SessionStatus[];
  /** Of shares that are switched on and ask for encryption. */
  readonly encryptedShares: readonly string[];
}

/** What a change of the settings will do to those who are connected, and to kinds of clients that are not. */
export function settingsOutlook(before: Settings, after: Settings, known: Known): SettingsOutlook {
  const clients = known.sessions.flatMap((session) => {
    const fate = fateOf(session, before, after);
    return fate === null ? [] : [{ ...identity(session), ...fate }];
  });
  return {
    consequences: [...lostShares(before, after, known), ...sentences(clients)],
    clients: clients.sort((left, right) => left.user.localeCompare(right.user)),
    kinds: shutOutKinds(before, after),
  };
}

type Client = ReturnType<typeof identity> & ClientFate;

function identity({ user, address, clientName, dialect }: SessionStatus) {
  return { user, address, clientName, dialect };
}

const NAMED_COUNT_MAX = 5;

function sentences(clients: readonly Client[]): string[] {
  const refused = clients.filter(({ effect }) => effect === "shut-out");
  const back = clients.filter(({ effect }) => effect === "reconnects");
  const shown = refused.slice(0, NAMED_COUNT_MAX);
  const rest = refused.length - shown.length;
  return [
    ...shown.map((client) => `${who(client)} is disconnected for good: ${client.reason}`),
    ...(rest > 0 ? [`So are ${counted(rest, "more client")}.`] : []),
    ...(refused.length > 0 ? ["What they have not written yet is lost."] : []),
    ...(back.length > 0
      ? [`${named(back)} will be disconnected for a moment and come back by themselves.`]
      : []),
  ];
}

function named(clients: readonly Client[]): string {
  const names = [...new Set(clients.map(({ user }) => user || "somebody without a name"))];
  const shown = names.slice(0, NAMED_COUNT_MAX);
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}

function canEncrypt({ ciphers, dialectMax }: Settings): boolean {
  return ciphers.length > 0 && rank(dialectMax) >= rank("3.0");
}

/** A share that asks for encryption is nobody's where nothing can encrypt. */
function lostShares(before: Settings, after: Settings, known: Known): string[] {
  if (!canEncrypt(before) || canEncrypt(after) || known.encryptedShares.length === 0) return [];
  const names = known.encryptedShares.join(", ");
  return [
    known.encryptedShares.length === 1
      ? `${names} asks for encryption, which is off then: nobody will get in there.`
      : `${names} ask for encryption, which is off then: nobody will get in there.`,
  ];
}

function rank(dialect: Settings["dialectMin"]): number {
  return dialectSchema.options.indexOf(dialect);
}

/** Who speaks nothing newer, in general. */
const SPEAKERS: Readonly<Record<Settings["dialectMin"], string>> = {
  "2.0.2": "Windows Vista and Server 2008, many old scanners, printers and media players",
  "2.1": "Windows 7 and Server 2008 R2, scanners and media players of their time",
  "3.0": "Windows 8 and Server 2012",
  "3.0.2": "Windows 8.1 and Server 2012 R2, older releases of macOS",
  "3.1.1": "Windows 10 and later, current macOS and Linux",
};

function shutOutKinds(before: Settings, after: Settings): string[] {
  const isServed = (settings: Settings, dialect: Settings["dialectMin"]) =>
    rank(dialect) >= rank(settings.dialectMin) &&
    (!settings.encryptionRequired || mayEncrypt(settings, dialect));
  return dialectSchema.options
    .filter((dialect) => isServed(before, dialect) && !isServed(after, dialect))
    .map((dialect) => `SMB ${dialect}: ${SPEAKERS[dialect]}`);
}

/** [MS-SMB2] 3.3.5.4: 3.0 and 3.0.2 know one cipher. */
function mayEncrypt({ ciphers }: Settings, dialect: Settings["dialectMin"]): boolean {
  if (rank(dialect) < rank("3.0")) return false;
  return dialect === "3.1.1" ? ciphers.length > 0 : ciphers.includes("AES-128-CCM");
}
