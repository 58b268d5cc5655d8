import type { SessionStatus } from "@larder/smbd/control";
import { dialectSchema, type Settings } from "../../contract/setting.ts";

export interface ClientFate {
  readonly effect: "shut-out" | "reconnects" | "less-protected";
  readonly reason: string;
}

/** What the engine does to a session that is there when settings change; null: nothing. */
export function fateOf(
  session: SessionStatus,
  before: Settings,
  after: Settings,
): ClientFate | null {
  const { dialect } = session;
  // Its newest, unless ours was in the way of a newer one.
  const isItsBest = dialect !== before.dialectMax;
  if (isRaised(before, after) && rank(dialect) < rank(after.dialectMin)) {
    return isItsBest
      ? shutOut(`it speaks nothing newer than SMB ${dialect}.`)
      : { effect: "reconnects", reason: `It may speak something newer than SMB ${dialect}.` };
  }
  if (after.encryptionRequired && !before.encryptionRequired) {
    const lack = encryptionLack(session, after, isItsBest);
    if (lack !== null) return shutOut(lack);
    if (!session.isEncrypted) {
      return { effect: "reconnects", reason: "It encrypts from the next sign-in on." };
    }
  }
  if (session.isAnonymous && before.anonymousIpc && !after.anonymousIpc) {
    return shutOut("it gave no name.");
  }
  if (after.signingRequired && !before.signingRequired && !session.isSigned) {
    // Anonymous sessions have no key to sign with, and are left alone.
    if (session.isAnonymous) return null;
    return { effect: "reconnects", reason: "It signs from the next sign-in on." };
  }
  const { cipher } = session;
  if (cipher !== null && before.ciphers.includes(cipher) && !after.ciphers.includes(cipher)) {
    return {
      effect: "less-protected",
      reason: `It uses ${cipher}, which its next connection cannot have.`,
    };
  }
  return null;
}

function shutOut(reason: string): ClientFate {
  return { effect: "shut-out", reason };
}

function rank(dialect: Settings["dialectMin"]): number {
  return dialectSchema.options.indexOf(dialect);
}

function isRaised(before: Settings, after: Settings): boolean {
  return rank(after.dialectMin) > rank(before.dialectMin);
}

/** Why it could not encrypt even if it wanted to; null: it may. */
function encryptionLack(
  { dialect, isAnonymous }: SessionStatus,
  { ciphers }: Settings,
  isItsBest: boolean,
): string | null {
  if (isAnonymous) return "without a name there is no key to encrypt with.";
  if (!isItsBest) return null;
  if (rank(dialect) < rank("3.0")) return `SMB ${dialect} cannot encrypt.`;
  const isOfOneCipher = dialect === "3.0" || dialect === "3.0.2";
  if (isOfOneCipher && !ciphers.includes("AES-128-CCM")) {
    return `SMB ${dialect} encrypts with AES-128-CCM only.`;
  }
  return null;
}

/** "alice (laptop, 192.0.2.7, SMB 2.1)". */
export function who(client: {
  readonly user: string;
  readonly clientName: string;
  readonly address: string;
  readonly dialect: string;
}): string {
  const facts = [client.clientName, client.address, `SMB ${client.dialect}`].filter(Boolean);
  return client.user === ""
    ? `Somebody without a name (${facts.join(", ")})`
    : `${client.user} (${facts.join(", ")})`;
}
