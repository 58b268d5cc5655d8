import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "../cli/client.ts";
import { groupRoutes } from "../contract/group.ts";
import { setupRoutes } from "../contract/setup.ts";
import { shareRoutes } from "../contract/share.ts";
import { userRoutes } from "../contract/user.ts";

/** For developers only, on a box of their own: everybody's password. */
const PASSWORD = "larder-dev-password";

/** Fills an empty box with something to look at; does nothing to one that has been set up. Returns what to tell. */
export async function seed(client: Client, dataRoot: string): Promise<string[]> {
  const { complete } = await client.call(setupRoutes.status);
  if (complete) return [];
  await client.call(setupRoutes.complete, { body: { name: "admin", password: PASSWORD } });
  const userIds: Record<string, string> = {};
  for (const [name, fullName] of [
    ["alice", "Alice Archer"],
    ["bob", "Bob Baker"],
    ["carol", "Carol Cook"],
  ] as const) {
    const { item } = await client.call(userRoutes.create, {
      body: { name, fullName, password: PASSWORD },
    });
    userIds[name] = item.id;
  }
  const { item: family } = await client.call(groupRoutes.create, {
    body: { name: "family", memberIds: [userIds.alice!, userIds.bob!] },
  });
  for (const [name, comment] of [
    ["photos", "Pictures of every year"],
    ["documents", "Letters and bills"],
  ] as const) {
    const path = join(dataRoot, name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "welcome.txt"), `This is the share "${name}".\n`);
    await client.call(shareRoutes.create, {
      body: {
        name,
        path,
        comment,
        permissions: [
          { principal: "group", principalId: family.id, right: "change" },
          { principal: "user", principalId: userIds.carol!, right: "read" },
        ],
      },
    });
  }
  return [`Seeded: administrator "admin", users alice, bob and carol, password ${PASSWORD}`];
}
