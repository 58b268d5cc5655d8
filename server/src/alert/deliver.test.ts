import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { after, before, test } from "node:test";
import type { AlertMessage } from "./alert-message.ts";
import { deliver } from "./deliver.ts";

const message: AlertMessage = {
  kind: "disk-full",
  event: "raised",
  title: "The disk of größe is nearly full",
  detail: "3 % are free.",
  timeMs: 1_700_000_000_000,
  box: "ATTIC",
};

let base: string;
const asked: { url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (part: string) => {
    body += part;
  });
  request.once("end", () => {
    const { url = "", headers } = request;
    asked.push({ url, headers, body });
    if (url === "/moved") response.writeHead(307, { location: `${base}/elsewhere` });
    else if (url === "/broken") response.writeHead(500);
    response.end("thanks");
  });
});

before(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => server.close());

test("a webhook is called with a signature over time and body", async () => {
  await deliver({ kind: "webhook", url: `${base}/hook` }, "the key", message);
  const call = asked.at(-1);
  assert.deepEqual(JSON.parse(call?.body ?? ""), message);
  const signed = createHmac("sha256", "the key").update(`1700000000.${call?.body}`).digest("hex");
  assert.equal(call?.headers["x-larder-signature"], `sha256=${signed}`);
  assert.equal(call?.headers["x-larder-timestamp"], "1700000000");
  await deliver({ kind: "webhook", url: `${base}/hook` }, null, message);
  assert.equal(asked.at(-1)?.headers["x-larder-signature"], undefined);
});

test("a redirect is not followed, and what fails is told in words", async () => {
  const count = asked.length;
  const call = (path: string) => deliver({ kind: "webhook", url: `${base}${path}` }, "k", message);
  await assert.rejects(call("/moved"), /307, a redirect, which is not followed/);
  await assert.rejects(call("/broken"), /It answered 500/);
  assert.deepEqual(
    asked.slice(count).map(({ url }) => url),
    ["/moved", "/broken"],
  );
  await assert.rejects(
    deliver({ kind: "webhook", url: "http://127.0.0.1:2/" }, null, message),
    /ECONNREFUSED/,
  );
});

test("ntfy gets title, text and topic, and the token", async () => {
  await deliver({ kind: "ntfy", url: base, topic: "box" }, "tk_1", message);
  const call = asked.at(-1);
  assert.equal(call?.headers.authorization, "Bearer tk_1");
  const { topic, title, message: text, priority } = JSON.parse(call?.body ?? "");
  assert.deepEqual(
    [topic, title, text, priority],
    ["box", "ATTIC: The disk of größe is nearly full", "3 % are free.", 4],
  );
});

test("a mail goes to everybody named, and a password never over a connection that is not secure enough", async () => {
  const lines: string[] = [];
  const smtp = createTcpServer((peer) => serveMail(peer, lines));
  smtp.listen(0, "127.0.0.1");
  await once(smtp, "listening");
  const { port } = smtp.address() as AddressInfo;
  const target = {
    kind: "mail" as const,
    host: "127.0.0.1",
    port,
    security: "none" as const,
    user: "",
    from: "box@example.org",
    to: ["a@example.org", "b@example.org"],
  };
  await deliver(target, null, message);
  const text = lines.join("\n");
  assert.match(text, /RCPT TO:<a@example.org>/);
  assert.match(text, /RCPT TO:<b@example.org>/);
  assert.match(text, /^Subject: =\?UTF-8\?/m);
  assert.match(text, /3 % are free/);
  lines.length = 0;
  const secure = { ...target, security: "starttls" as const, user: "box" };
  await assert.rejects(deliver(secure, "the password", message));
  assert.doesNotMatch(lines.join("\n"), /AUTH|MAIL FROM/);
  smtp.close();
});

/** As much of SMTP as a sender needs, without STARTTLS. */
function serveMail(peer: Socket, lines: string[]): void {
  let isData = false;
  let pending = "";
  peer.on("error", () => peer.destroy());
  peer.write("220 test\r\n");
  peer.setEncoding("utf8").on("data", (chunk: string) => {
    pending += chunk;
    for (let end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
      const line = pending.slice(0, end);
      pending = pending.slice(end + 2);
      lines.push(line);
      if (isData && line !== ".") continue;
      if (line === "QUIT") peer.end("221 bye\r\n");
      else if (line === "STARTTLS") peer.write("502 not here\r\n");
      else if (line === "DATA") peer.write("354 go on\r\n");
      else peer.write("250 fine\r\n");
      isData = line === "DATA";
    }
  });
}
