import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { TcpTransport } from "./tcp-transport.ts";

describe("a TCP connection", () => {
  const server = createServer();
  let port = 0;

  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    port = address.port;
  });
  after(() => server.close());

  async function pair(): Promise<{ transport: TcpTransport; client: Socket }> {
    const client = connect(port, "127.0.0.1");
    const [socket] = (await once(server, "connection")) as [Socket];
    return { transport: new TcpTransport(socket), client };
  }

  it("knows what of the sent bytes the peer's machine has", async () => {
    const { transport, client } = await pair();
    assert.deepEqual(transport.delivery(), { sentBytes: 0, acknowledgedBytes: 0 });
    transport.send(new Uint8Array(1000), () => {});
    await once(client, "data");
    assert.deepEqual(transport.delivery(), { sentBytes: 1000, acknowledgedBytes: 1000 });
    client.destroy();
  });

  it("knows that a peer takes no more than its buffers hold", async () => {
    const { transport, client } = await pair();
    client.pause();
    const sentBytes = 64 * 1024 * 1024;
    transport.send(new Uint8Array(sentBytes), () => {});
    await new Promise((wake) => setTimeout(wake, 100));
    const delivery = transport.delivery();
    assert.equal(delivery?.sentBytes, sentBytes);
    assert.ok((delivery?.acknowledgedBytes ?? sentBytes) < sentBytes);
    client.destroy();
  });

  it("that is reset ends at the peer at once, whatever was on its way", async () => {
    const { transport, client } = await pair();
    client.pause();
    transport.send(new Uint8Array(64 * 1024 * 1024), () => {});
    transport.reset();
    client.resume();
    const [error] = (await once(client, "error")) as [NodeJS.ErrnoException];
    assert.equal(error.code, "ECONNRESET");
    assert.equal(transport.delivery(), null);
  });
});
