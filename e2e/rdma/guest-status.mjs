/** Inside the guest: prints what the engine tells of SMB Direct. guest-status.mjs CONTROL-SOCKET CONTRACT-VERSION */
import { connect } from "node:net";

const control = connect(process.argv[2]);
let text = "";
control.on("data", (chunk) => {
  text += chunk;
  for (const line of text.split("\n").slice(0, -1)) {
    const message = JSON.parse(line);
    if (message.type !== "status") continue;
    const { listening, connectionCount, openCount, rdma, counters } = message.engine;
    console.log(JSON.stringify({ listening, connectionCount, openCount, rdma, counters }));
    process.exit(0);
  }
});
// Given and not imported: the contract takes an emulated processor ten seconds to load.
const contractVersion = Number(process.argv[3]);
const hello = { type: "hello", contractVersion, serverVersion: "0" };
control.write(`${JSON.stringify(hello)}\n`);
setTimeout(() => process.exit(1), 60_000);
