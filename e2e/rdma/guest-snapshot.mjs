/** Prints what a server says to its engine: hello, and two users and two shares of FOLDER. guest-snapshot.mjs FOLDER */
import { CONTRACT_VERSION } from "./smbd/src/host/control/contract.ts";
import { catalogInput, share, user } from "./smbd/src/test/world.ts";

const [, , folder] = process.argv;
const snapshot = {
  contractVersion: CONTRACT_VERSION,
  ...catalogInput({
    users: [user("alice", 0), user("bob", 1)],
    shares: [share("data", folder), { ...share("sealed", folder), encryptionRequired: true }],
  }),
};
const hello = { type: "hello", contractVersion: CONTRACT_VERSION, serverVersion: "0" };
for (const message of [hello, { type: "snapshot", snapshot }]) console.log(JSON.stringify(message));
