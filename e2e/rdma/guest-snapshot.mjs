/** Inside the guest: gives the engine a share and two users. guest-snapshot.mjs CONTROL-SOCKET FOLDER */
import { connect } from "node:net";
import { CONTRACT_VERSION } from "./smbd/src/host/control/contract.js";
import { catalogInput, share, user } from "./smbd/src/test/world.js";

const [path, folder] = process.argv.slice(2);
const snapshot = {
  contractVersion: CONTRACT_VERSION,
  ...catalogInput({
    users: [user("alice", 0), user("bob", 1)],
    shares: [share("data", folder), { ...share("sealed", folder), encryptionRequired: true }],
  }),
};
const control = connect(path);
const say = (message) => control.write(`${JSON.stringify(message)}\n`);
say({ type: "hello", contractVersion: CONTRACT_VERSION, serverVersion: "0" });
say({ type: "snapshot", snapshot });
control.on("data", (chunk) => {
  if (String(chunk).includes('"applied"')) process.exit(0);
});
setTimeout(() => process.exit(1), 60_000);
