import { createHash, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** An OpenID provider as small as can be: whoever comes to it is who the test says. */
export class FakeProvider {
  issuer = "";
  readonly clientId = "larder";
  readonly clientSecret = "a secret of the client";
  claims: Record<string, unknown> = {
    sub: "1",
    preferred_username: "olga",
    groups: ["box-admins"],
  };
  /** Changes the id token's claims behind everybody's back. */
  forged: Record<string, unknown> = {};
  readonly seenBodies: URLSearchParams[] = [];
  readonly #server: Server;
  readonly #keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  readonly #codes = new Map<string, URLSearchParams>();

  constructor() {
    this.#server = createServer((inbound, outbound) => {
      void text(inbound).then((body) => {
        const { status, reply } = this.#answer(inbound.url ?? "", new URLSearchParams(body));
        outbound.writeHead(status, { "content-type": "application/json" });
        outbound.end(JSON.stringify(reply));
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    this.issuer = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** What a browser does at the provider; returns the query that it is sent back with. */
  visit(url: string): string {
    const asked = new URL(url).searchParams;
    const code = randomUUID();
    this.#codes.set(code, asked);
    return new URLSearchParams({ code, state: asked.get("state") ?? "" }).toString();
  }

  #answer(path: string, body: URLSearchParams): { status: number; reply: unknown } {
    if (path === "/.well-known/openid-configuration") {
      return {
        status: 200,
        reply: {
          issuer: this.issuer,
          authorization_endpoint: `${this.issuer}/authorize`,
          token_endpoint: `${this.issuer}/token`,
          jwks_uri: `${this.issuer}/keys`,
          response_types_supported: ["code"],
          id_token_signing_alg_values_supported: ["RS256"],
          code_challenge_methods_supported: ["S256"],
        },
      };
    }
    if (path === "/keys") {
      const key = this.#keys.publicKey.export({ format: "jwk" });
      return { status: 200, reply: { keys: [{ ...key, kid: "1", alg: "RS256", use: "sig" }] } };
    }
    if (path !== "/token") return { status: 404, reply: {} };
    this.seenBodies.push(body);
    const asked = this.#codes.get(body.get("code") ?? "");
    this.#codes.delete(body.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(body.get("code_verifier") ?? "")
      .digest("base64url");
    const isRight =
      asked?.get("code_challenge") === challenge &&
      asked.get("redirect_uri") === body.get("redirect_uri") &&
      body.get("client_secret") === this.clientSecret;
    if (!isRight) return { status: 400, reply: { error: "invalid_grant" } };
    const idToken = this.#sign({
      iss: this.issuer,
      aud: this.clientId,
      iat: Math.floor(Date.now() / 1000),
      exp: Math.floor(Date.now() / 1000) + 60,
      nonce: asked?.get("nonce"),
      ...this.claims,
      ...this.forged,
    });
    return {
      status: 200,
      reply: { access_token: randomUUID(), token_type: "Bearer", id_token: idToken },
    };
  }

  #sign(claims: object): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part({ alg: "RS256", kid: "1" })}.${part(claims)}`;
    const signature = createSign("sha256").update(signed).sign(this.#keys.privateKey, "base64url");
    return `${signed}.${signature}`;
  }
}
