import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { chooseSmbPort, portSentence, probePort } from "./port-choice.ts";

test("a port that somebody asked for and another program has is an error that names both ways out", async () => {
  const taken = createServer();
  await new Promise<void>((settle) => taken.listen(0, "127.0.0.1", settle));
  const { port } = taken.address() as AddressInfo;
  try {
    assert.equal(await probePort("127.0.0.1", port), "EADDRINUSE");
    await assert.rejects(
      chooseSmbPort(["127.0.0.1"], port),
      new RegExp(`Port ${port} is taken by another program.*LARDER_SMB_PORT`),
    );
  } finally {
    taken.close();
  }
  await new Promise((settle) => taken.once("close", settle));
  assert.deepEqual(await chooseSmbPort(["127.0.0.1"], port), { port, reason: "" });
});

test("without a wish it is 445 or 4445, and 4445 with the reason", async () => {
  const choice = await chooseSmbPort(["127.0.0.1"], null);
  if (choice.port === 445) assert.equal(choice.reason, "");
  else {
    assert.equal(choice.port, 4445);
    assert.notEqual(choice.reason, "");
  }
});

test("a port that needs root says so", () => {
  assert.match(portSentence(445, "LARDER_SMB_PORT", "EACCES"), /may not be opened by this user/);
});
