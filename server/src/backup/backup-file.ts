/**
 * The whole configuration as one sealed file:
 *
 *   "LARDERBK" | format u16 | header length u32 | header (JSON) | sealed contents | tag (16) | SHA-256 of all before
 *
 * The header can be read by anybody: it says how the key is made of the passphrase, and which programs know these
 * contents. It is bound to the contents, so that it cannot be exchanged. The digest finds accidents before anybody
 * types a passphrase in vain; who changes a file on purpose can make it anew, and then fails at the tag.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from "node:crypto";
import { z } from "zod";
import { BackupRefused } from "./backup-refused.ts";

export interface BackupFacts {
  readonly madeAtMs: number;
  /** The program's version. */
  readonly version: string;
  /** What the database had been through. */
  readonly migrations: readonly string[];
}

const MAGIC = Buffer.from("LARDERBK", "latin1");
const FORMAT = 1;
const PREFIX_BYTES = MAGIC.length + 2 + 4;
const HEADER_BYTES_MAX = 65_536;
const NONCE_BYTES = 12;
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const DIGEST_BYTES = 32;
const KEY_BYTES = 32;

/** RFC 7914; half a second and 128 MiB for each guess. A file may ask for no more than that of us. */
const COST = { n: 131_072, r: 8, p: 1 } as const;
const MEMORY_BYTES_MAX = 256 * 1024 * 1024;

const headerSchema = z.strictObject({
  madeAtMs: z.int(),
  version: z.string().max(64),
  migrations: z.array(z.string().max(255)).max(10_000),
  kdf: z.strictObject({
    name: z.literal("scrypt"),
    n: z.int().min(16_384).max(COST.n),
    r: z.int().min(1).max(COST.r),
    p: z.int().min(1).max(COST.p),
    salt: z.base64().max(64),
  }),
  nonce: z.base64().max(32),
  /** Proves the passphrase, so that a wrong one is told from a changed file. */
  check: z.base64().max(64),
});
type Header = z.infer<typeof headerSchema>;

export async function sealBackup(
  contents: Uint8Array,
  passphrase: string,
  facts: BackupFacts,
): Promise<Buffer> {
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const kdf = { name: "scrypt", ...COST, salt: salt.toString("base64") } as const;
  const keys = await keysOf(passphrase, kdf);
  const header: Header = {
    ...facts,
    migrations: [...facts.migrations],
    kdf,
    nonce: nonce.toString("base64"),
    check: checkOf(keys.check).toString("base64"),
  };
  const head = headBytes(Buffer.from(JSON.stringify(header), "utf8"));
  const cipher = createCipheriv("aes-256-gcm", keys.seal, nonce);
  cipher.setAAD(head);
  const sealed = [head, cipher.update(contents), cipher.final(), cipher.getAuthTag()];
  const digest = createHash("sha256");
  for (const part of sealed) digest.update(part);
  return Buffer.concat([...sealed, digest.digest()]);
}

/** What a file says of itself, for who has no passphrase. Throws BackupRefused for a file that is not whole. */
export function readBackupFacts(file: Buffer): BackupFacts {
  const { madeAtMs, version, migrations } = split(file).header;
  return { madeAtMs, version, migrations };
}

export async function openBackup(file: Buffer, passphrase: string): Promise<Buffer> {
  const { head, header, sealed, tag } = split(file);
  const keys = await keysOf(passphrase, header.kdf);
  const given = Buffer.from(header.check, "base64");
  const wanted = checkOf(keys.check);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new BackupRefused("The passphrase is not the one that this backup was made with.");
  }
  const nonce = Buffer.from(header.nonce, "base64");
  if (nonce.length !== NONCE_BYTES) throw changed();
  const decipher = createDecipheriv("aes-256-gcm", keys.seal, nonce);
  decipher.setAAD(head);
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    // Node has one error for every way a tag can fail.
    throw changed();
  }
}

function changed(): BackupRefused {
  return new BackupRefused("The backup was changed after it was made. Use another copy of it.");
}

function headBytes(header: Buffer): Buffer {
  const head = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(head);
  head.writeUInt16LE(FORMAT, MAGIC.length);
  head.writeUInt32LE(header.length, MAGIC.length + 2);
  return Buffer.concat([head, header]);
}

interface Parts {
  readonly head: Buffer;
  readonly header: Header;
  readonly sealed: Buffer;
  readonly tag: Buffer;
}

function split(file: Buffer): Parts {
  if (!file.subarray(0, MAGIC.length).equals(MAGIC.subarray(0, Math.max(1, file.length)))) {
    throw new BackupRefused("This is not a backup of a Larder box.");
  }
  if (file.length < PREFIX_BYTES) throw cut();
  if (file.readUInt16LE(MAGIC.length) !== FORMAT) {
    throw new BackupRefused("A newer release made this backup. Bring this box up to date first.");
  }
  const headerBytes = file.readUInt32LE(MAGIC.length + 2);
  const headEnd = PREFIX_BYTES + headerBytes;
  if (headerBytes > HEADER_BYTES_MAX) throw changed();
  const end = file.length - DIGEST_BYTES;
  if (end - TAG_BYTES < headEnd) throw cut();
  const digest = createHash("sha256").update(file.subarray(0, end)).digest();
  if (!digest.equals(file.subarray(end))) {
    throw new BackupRefused("The backup is damaged or cut off. Use another copy of it.");
  }
  const head = file.subarray(0, headEnd);
  const header = headerSchema.safeParse(parsed(head.subarray(PREFIX_BYTES).toString("utf8")));
  if (!header.success) throw changed();
  const sealed = file.subarray(headEnd, end - TAG_BYTES);
  return { head, header: header.data, sealed, tag: file.subarray(end - TAG_BYTES, end) };
}

function cut(): BackupRefused {
  return new BackupRefused("The backup is cut off. Use another copy of it.");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** Two keys of one passphrase: what proves it must not help with what it seals. */
async function keysOf(
  passphrase: string,
  { n, r, p, salt }: Header["kdf"],
): Promise<{ seal: Buffer; check: Buffer }> {
  const options = { N: n, r, p, maxmem: MEMORY_BYTES_MAX };
  // The same letters can be written in more than one way, and another keyboard may choose another one.
  const text = passphrase.normalize("NFC");
  const both = await new Promise<Buffer>((settle, fail) => {
    scrypt(text, Buffer.from(salt, "base64"), 2 * KEY_BYTES, options, (error, key) =>
      error === null ? settle(key) : fail(error),
    );
  });
  return { seal: both.subarray(0, KEY_BYTES), check: both.subarray(KEY_BYTES) };
}

function checkOf(key: Buffer): Buffer {
  return createHmac("sha256", key).update("larder backup passphrase").digest();
}
