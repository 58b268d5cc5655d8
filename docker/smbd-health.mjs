/**
 * Healthy: the engine answers an SMB2 NEGOTIATE on its port; before it has its first shares it does
 * not listen, and then its control socket has to answer.
 */
import { connect } from "node:net";
import { join } from "node:path";

const port = Number(process.env.LARDER_SMB_PORT ?? 445);
const controlSocket = join(process.env.LARDER_STATE ?? "/var/lib/larder", "control.sock");

setTimeout(() => process.exit(1), 2500);
ask();

function ask() {
  const client = connect(port, "127.0.0.1");
  client.once("error", () => {
    const control = connect(controlSocket, () => process.exit(0));
    control.once("error", () => process.exit(1));
  });
  client.once("connect", () => client.write(negotiate()));
  client.once("data", (answer) => {
    // After the four bytes of the frame: the protocol's mark, and the status at offset 8.
    const isSmb2 = answer.length >= 16 && answer.readUInt32LE(4) === 0x424d53fe;
    process.exit(isSmb2 && answer.readUInt32LE(12) === 0 ? 0 : 1);
  });
}

/** [MS-SMB2] 2.2.3 with the one dialect 2.1, and nothing offered. */
function negotiate() {
  const bytes = Buffer.alloc(4 + 64 + 36 + 2);
  bytes.writeUInt32BE(bytes.length - 4, 0);
  bytes.writeUInt32LE(0x424d53fe, 4);
  bytes.writeUInt16LE(64, 8);
  bytes.writeUInt16LE(1, 18);
  bytes.writeUInt16LE(36, 68);
  bytes.writeUInt16LE(1, 70);
  bytes.writeUInt16LE(1, 72);
  bytes.writeUInt16LE(0x0210, 104);
  return bytes;
}
