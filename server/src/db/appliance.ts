import { randomBytes, randomInt } from "node:crypto";
import type { Settings } from "../contract/setting.ts";
import type { Database } from "./database.ts";

/** Makes the rows that exist once, at first start: who this box is, and its settings. */
export async function ensureAppliance(db: Database, settings: Settings): Promise<void> {
  // Upserts that change nothing: two starters may come here at once.
  await db.appliance.upsert({
    where: { id: 1 },
    update: {},
    create: { id: 1, sid: newMachineSid(), guid: randomBytes(16).toString("hex") },
  });
  const data = { ...settings, sessionLifetimeMs: BigInt(settings.sessionLifetimeMs) };
  await db.setting.upsert({ where: { id: 1 }, update: {}, create: { id: 1, ...data } });
}

/** [MS-DTYP] 2.4.2.4: S-1-5-21 and three random numbers name a machine or domain. */
function newMachineSid(): string {
  const number = () => randomInt(2 ** 32);
  return `S-1-5-21-${number()}-${number()}-${number()}`;
}
