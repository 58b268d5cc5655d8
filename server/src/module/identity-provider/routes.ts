import * as oidc from "openid-client";
import { startAdminSession } from "../../auth/admin-session.ts";
import type { identityProviderRoutes } from "../../contract/identity-provider.ts";
import type { Role } from "../../contract/role.ts";
import type { Transaction } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import { changedFields } from "../changed-fields.ts";
import { nameKey } from "../principal/name-key.ts";
import { refuseStale } from "../refuse-stale.ts";
import type { Services } from "../services.ts";
import { nameOfClaims, roleOfClaims, textsAt } from "./claims.ts";
import { type PendingLogon, PendingLogons } from "./pending-logons.ts";
import { CLIENT_SECRET_SEAL, discover, readProvider } from "./provider.ts";

export function identityProviderHandlers(
  services: Services,
): Handlers<typeof identityProviderRoutes> {
  const { changes, db, hub, log, sealer } = services;
  const pending = new PendingLogons();
  return {
    read: () => readProvider(db),

    update: async (cx, { query, body }) => {
      const { clientSecret, ...given } = body;
      const item = await changes.apply(cx, ["access-policy"], async (tx) => {
        // Two who change it take turns: what the first wrote is not written back by the second.
        await tx.$queryRaw`SELECT id FROM identity_provider WHERE id = 1 FOR UPDATE`;
        const fields = Object.entries(given).filter(([, value]) => value !== undefined);
        const before = await readProvider(tx);
        await refuseStale(tx, before, query.ifVersion);
        const merged = { ...before, ...Object.fromEntries(fields) };
        refuseIncomplete(merged);
        const { hasClientSecret: _secret, version: _version, ...data } = merged;
        await tx.identityProvider.update({
          where: { id: 1 },
          data: { ...data, ...(clientSecret === undefined ? {} : sealedSecret(clientSecret)) },
        });
        cx.note({ detail: changedFields(body) });
        return readProvider(tx);
      });
      return { item };
    },

    check: async () => {
      const metadata = (await configuration()).serverMetadata();
      return {
        issuer: metadata.issuer,
        authorizationEndpoint: metadata.authorization_endpoint ?? "",
      };
    },

    offer: async () => {
      const { enabled, label, origin } = await readProvider(db);
      return { enabled, label, origin };
    },

    begin: async (cx) => {
      const provider = await readProvider(db);
      if (!provider.enabled) return switchedOff();
      const config = await configuration();
      const logon: PendingLogon = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
        redirectUri: `${provider.origin}/logon/oidc`,
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: logon.redirectUri,
        scope: [...new Set(["openid", ...provider.scopes])].join(" "),
        state: logon.state,
        nonce: logon.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(logon.verifier),
        code_challenge_method: "S256",
      });
      return { url: url.href, ticket: pending.add(logon, cx.nowMs) };
    },

    finish: async (cx, { body }) => {
      const logon = pending.take(body.ticket, cx.nowMs);
      const provider = await readProvider(db);
      if (!provider.enabled) return switchedOff();
      if (logon === null) {
        return new ProblemAnswer(
          "logon-failed",
          "This took too long, or began elsewhere. Try again.",
        );
      }
      const { subject, claims } = await proven(logon, body.answer);
      const name = nameOfClaims(provider, claims, subject);
      cx.note({ user: name });
      const role = roleOfClaims(provider, claims);
      if (role === null) {
        cx.note({ detail: "no role is mapped" });
        return new ProblemAnswer(
          "logon-failed",
          `${provider.label || "The identity provider"} knows you, but gives you no role here. Ask an administrator of the box.`,
        );
      }
      return signIn(cx, subject, name, role);
    },
  };

  async function configuration(): Promise<oidc.Configuration> {
    try {
      return await discover(db, sealer);
    } catch (error) {
      throw unhelpful(error);
    }
  }

  /** Who the provider says it is; everything in its answer is checked against what was begun. */
  async function proven(logon: PendingLogon, answer: string) {
    const config = await configuration();
    const url = new URL(logon.redirectUri);
    url.search = answer;
    try {
      const tokens = await oidc.authorizationCodeGrant(config, url, {
        pkceCodeVerifier: logon.verifier,
        expectedState: logon.state,
        expectedNonce: logon.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      // Who has no subject would be everybody without one.
      if (claims === undefined || claims.sub === "") throw new Error("no subject");
      const { roleClaim } = await readProvider(db);
      const hasMore = config.serverMetadata().userinfo_endpoint !== undefined;
      const more =
        textsAt(claims, roleClaim).length === 0 && hasMore
          ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
          : {};
      return { subject: `${claims.iss}|${claims.sub}`, claims: { ...more, ...claims } };
    } catch (error) {
      throw unhelpful(error);
    }
  }

  async function signIn(cx: RequestCx, oidcSubject: string, name: string, role: Role) {
    const former = cx.caller?.kind === "administrator" ? cx.caller.sessionId : null;
    const { own, session } = await changes.apply(cx, ["administrators"], async (tx) => {
      const data = { role, isShareLimited: false, lastLogonAt: new Date(cx.nowMs) };
      const known = await tx.administrator.findUnique({ where: { oidcSubject } });
      // Never by name: whoever may choose a name at the provider must not become somebody here.
      const own =
        known === null
          ? await tx.administrator.create({
              data: { ...data, ...(await freeName(tx, name)), oidcSubject },
            })
          : await tx.administrator.update({ where: { id: known.id }, data });
      if (former !== null) await tx.adminSession.deleteMany({ where: { id: former } });
      return { own, session: await startAdminSession(tx, own.id, cx, "oidc") };
    });
    if (former !== null) hub.closeSession(former);
    cx.setSession(session);
    return {
      kind: "administrator" as const,
      id: own.id,
      name: own.name,
      role: own.role,
      shareIds: null,
      hasSecondFactor: own.sealedTotpSecret !== null,
      mustSetSecondFactor: false,
      recoveryCodesLeft: 0,
      csrfToken: session.csrfToken,
      expiresAtMs: session.expiresAtMs,
    };
  }

  function sealedSecret(secret: string | null) {
    if (secret === null) return { sealedClientSecret: null };
    const sealed = sealer.seal(Buffer.from(secret, "utf8"), CLIENT_SECRET_SEAL);
    return { sealedClientSecret: Uint8Array.from(sealed) };
  }

  /** The log has the library's words; they may name addresses, and hold no token. */
  function unhelpful(error: unknown): ProblemAnswer {
    const { code, message } = error as { code?: unknown; message?: unknown };
    log.warn({ code, reason: message }, "the identity provider did not help");
    return new ProblemAnswer(
      "identity-provider-failed",
      "The identity provider does not answer, or not as it should. Sign in with a password of this box; the server's log says more.",
    );
  }
}

async function freeName(
  tx: Transaction,
  wanted: string,
): Promise<{ name: string; nameKey: string }> {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}-${count}`;
    const key = nameKey(name);
    if ((await tx.administrator.count({ where: { nameKey: key } })) === 0) {
      return { name, nameKey: key };
    }
  }
}

function refuseIncomplete(provider: {
  readonly enabled: boolean;
  readonly issuer: string;
  readonly clientId: string;
  readonly origin: string;
}): void {
  if (!provider.enabled) return;
  const fields = (["issuer", "clientId", "origin"] as const)
    .filter((name) => provider[name] === "")
    .map((path) => ({ path, message: "Needed to switch it on" }));
  if (fields.length === 0) return;
  throw new ProblemAnswer("invalid", "Something is missing to switch it on.", { fields });
}

function switchedOff(): ProblemAnswer {
  return new ProblemAnswer("not-found", "No identity provider is switched on.");
}
