import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeCrypto } from "../host/node-crypto.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_ACCOUNT_DISABLED,
  STATUS_ACCOUNT_EXPIRED,
  STATUS_INVALID_PARAMETER,
  STATUS_LOGON_FAILURE,
  STATUS_PASSWORD_EXPIRED,
  STATUS_PASSWORD_MUST_CHANGE,
} from "../wire/status.ts";
import { isWireError } from "../wire/wire-error.ts";
import type { Account } from "./accounts.ts";
import { AuthClient, type AuthClientOptions } from "./auth-client.ts";
import { AuthMachine, type AuthOptions, type AuthOutcome } from "./auth-machine.ts";
import { CLIENT_FLAGS } from "./ntlm-client.ts";
import { encodeNtlmAuthenticate, MIC_AT, NtlmFlag } from "./ntlm-message.ts";
import { ntHashOf } from "./ntlm-proof.ts";
import { ANONYMOUS_PRINCIPAL, type Principal } from "./principal.ts";
import {
  decodeSpnego,
  encodeNegTokenInit,
  encodeNegTokenResp,
  NegState,
  OID_KERBEROS,
  OID_NTLMSSP,
} from "./spnego-message.ts";

const NOW_MS = Date.UTC(2026, 10, 22);
const FILETIME = (BigInt(NOW_MS) + 11_644_473_600_000n) * 10_000n;

const ANNA: Principal = {
  ...ANONYMOUS_PRINCIPAL,
  userId: "u1",
  name: "anna",
  sid: "S-1-5-21-1-2-3-1001",
  isAnonymous: false,
};

const ACCOUNT: Account = {
  id: "u1",
  name: "anna",
  ntHash: ntHashOf("Sesam öffne dich"),
  enabled: true,
  expiresAtMs: null,
  principal: ANNA,
};

/** Not random, but never twice the same. */
function counterRandom(seed: number) {
  let state = seed;
  return {
    fill(bytes: Uint8Array) {
      for (let i = 0; i < bytes.length; i++) {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        bytes[i] = state >> 16;
      }
    },
  };
}

function machine(account: Partial<Account> = {}, policy: Partial<AuthOptions["policy"]> = {}) {
  return new AuthMachine({
    provider: nodeCrypto,
    random: counterRandom(1),
    accounts: {
      find: (name) => (name.toLowerCase() === "anna" ? { ...ACCOUNT, ...account } : null),
    },
    targetName: "LARDER",
    dnsName: "larder.local",
    policy: { allowAnonymous: false, clockSkewMsMax: 36 * 3600 * 1000, ...policy },
  });
}

const PASSWORD = "Sesam öffne dich";

function client(options: Partial<AuthClientOptions> = {}, password = PASSWORD, userName = "Anna") {
  return new AuthClient({
    provider: nodeCrypto,
    random: counterRandom(2),
    credentials: { userName, domainName: "HOME", password },
    workstationName: "LAPTOP",
    ...options,
  });
}

/** Runs a logon to its end; `tamper` may change what the client sends. */
function run(
  server: AuthMachine,
  peer: AuthClient,
  tamper: (token: Uint8Array, leg: number) => Uint8Array = (token) => token,
) {
  let outcome = server.step(tamper(peer.first(), 0), NOW_MS);
  for (let leg = 1; outcome.kind === "continue"; leg++) {
    assert.ok(leg < 5, "a logon ends");
    outcome = server.step(tamper(peer.next(outcome.token, FILETIME), leg), NOW_MS);
  }
  return outcome;
}

function assertDone(outcome: AuthOutcome, peer: AuthClient) {
  assert.equal(outcome.kind, "done");
  assert.ok(outcome.kind === "done");
  assert.deepEqual(outcome.sessionKey, peer.sessionKey);
  assert.equal(outcome.sessionKey.length, 16);
  assert.equal(peer.finish(outcome.token), true);
  return outcome;
}

function assertFailed(outcome: AuthOutcome, status: number, reason: string) {
  assert.ok(outcome.kind === "failed");
  assert.equal(outcome.reason, reason);
  assert.equal(outcome.status, status);
  assert.deepEqual(Object.keys(outcome).sort(), [
    "domainName",
    "kind",
    "reason",
    "status",
    "userName",
    "workstationName",
  ]);
  return outcome;
}

test("the right password logs on and both ends have the same key", () => {
  const peer = client();
  const outcome = assertDone(run(machine(), peer), peer);
  assert.equal(outcome.principal, ANNA);
  assert.equal(outcome.userName, "Anna");
  assert.equal(outcome.domainName, "HOME");
  assert.equal(outcome.workstationName, "LAPTOP");
});

test("NTLM without SPNEGO logs on, and its last token is empty", () => {
  const peer = client({ mechTypes: [] });
  const outcome = assertDone(run(machine(), peer), peer);
  assert.equal(outcome.token.length, 0);
});

test("every mix of flags, MIC and mechListMIC that is honest logs on", () => {
  const without = (flag: number) => (CLIENT_FLAGS & ~flag) >>> 0;
  const flagSets = [
    CLIENT_FLAGS,
    without(NtlmFlag.KEY_EXCH),
    without(NtlmFlag.SEAL),
    without(NtlmFlag.KEY_128),
    without(NtlmFlag.KEY_128 | NtlmFlag.KEY_56),
    without(NtlmFlag.VERSION),
    without(NtlmFlag.SIGN | NtlmFlag.SEAL),
  ];
  for (const flags of flagSets) {
    for (const sendsMic of [true, false]) {
      for (const mechListMic of ["always", "required"] as const) {
        for (const mechTypes of [[], [OID_NTLMSSP], [OID_KERBEROS, OID_NTLMSSP]]) {
          const peer = client({ flags, sendsMic, mechListMic, mechTypes });
          assertDone(run(machine(), peer), peer);
        }
      }
    }
  }
});

test("the server's mechListMIC comes when the client sent one and never unasked", () => {
  for (const [mechListMic, expected] of [
    ["always", 16],
    ["required", undefined],
  ] as const) {
    const peer = client({ mechListMic });
    const outcome = assertDone(run(machine(), peer), peer);
    const response = decodeSpnego(outcome.token);
    assert.ok(response.kind === "response");
    assert.equal(response.mechListMic?.length, expected);
  }
});

test("a client that prefers Kerberos is sent to NTLM and must prove its list", () => {
  const server = machine();
  const peer = client({ mechTypes: [OID_KERBEROS, OID_NTLMSSP], mechListMic: "required" });
  const first = server.step(peer.first(), NOW_MS);
  assert.ok(first.kind === "continue");
  const response = decodeSpnego(first.token);
  assert.ok(response.kind === "response");
  assert.equal(response.negState, NegState.REQUEST_MIC);
  assert.equal(response.supportedMech, OID_NTLMSSP);
  assert.equal(response.responseToken, null);

  const silent = client({ mechTypes: [OID_KERBEROS, OID_NTLMSSP], mechListMic: "never" });
  assertFailed(run(machine(), silent), STATUS_ACCESS_DENIED, "tampered");
});

test("a mechanism taken out of the client's list on the way is noticed", () => {
  const peer = client({ mechTypes: [OID_NTLMSSP, OID_KERBEROS] });
  const outcome = run(machine(), peer, (token, leg) => {
    if (leg !== 0) return token;
    const init = decodeSpnego(token);
    assert.ok(init.kind === "init");
    return encodeNegTokenInit([OID_NTLMSSP], init.mechToken);
  });
  assertFailed(outcome, STATUS_ACCESS_DENIED, "tampered");
});

test("a client without NTLM has nothing in common with us", () => {
  const token = encodeNegTokenInit([OID_KERBEROS], Uint8Array.of(1, 2, 3));
  const outcome = machine().step(token, NOW_MS);
  assertFailed(outcome, STATUS_LOGON_FAILURE, "no-common-mechanism");
});

test("unknown user, wrong password and no password give one and the same status", () => {
  const cases = [
    [run(machine(), client({}, PASSWORD, "nobody")), "unknown-user"],
    [run(machine(), client({}, "wrong")), "wrong-password"],
    [run(machine({ ntHash: null }), client()), "no-password-set"],
  ] as const;
  for (const [outcome, reason] of cases) assertFailed(outcome, STATUS_LOGON_FAILURE, reason);
  assert.equal(cases[0][0].userName, "nobody");
});

test("an unknown user costs the same computations as a wrong password", () => {
  const count = (peer: AuthClient) => {
    let calls = 0;
    const server = new AuthMachine({
      provider: {
        ...nodeCrypto,
        hmacMd5: (...inputs) => {
          calls += 1;
          nodeCrypto.hmacMd5(...inputs);
        },
      },
      random: counterRandom(1),
      accounts: { find: (name) => (name.toLowerCase() === "anna" ? ACCOUNT : null) },
      targetName: "LARDER",
      dnsName: "larder.local",
      policy: { allowAnonymous: false, clockSkewMsMax: null },
    });
    run(server, peer);
    return calls;
  };
  const wrong = count(client({}, "wrong"));
  assert.ok(wrong > 0);
  assert.equal(count(client({}, "wrong", "nobody")), wrong);
});

test("what is wrong with an account is told to those who know its password", () => {
  const states: [Partial<Account>, number, string][] = [
    [{ enabled: false }, STATUS_ACCOUNT_DISABLED, "disabled"],
    [{ expiresAtMs: NOW_MS }, STATUS_ACCOUNT_EXPIRED, "expired"],
    [{ mustChangePassword: true }, STATUS_PASSWORD_MUST_CHANGE, "must-change-password"],
    [{ passwordExpiresAtMs: NOW_MS }, STATUS_PASSWORD_EXPIRED, "password-expired"],
  ];
  for (const [account, status, reason] of states) {
    assertFailed(run(machine(account), client()), status, reason);
    const guess = run(machine(account), client({}, "wrong"));
    assertFailed(guess, STATUS_LOGON_FAILURE, "wrong-password");
  }
  const peer = client();
  assertDone(run(machine({ expiresAtMs: NOW_MS + 1 }), peer), peer);
});

test("an anonymous logon needs the policy's leave and is nobody", () => {
  for (const mechTypes of [[], [OID_NTLMSSP], [OID_KERBEROS, OID_NTLMSSP]]) {
    const options = { credentials: null, mechTypes, mechListMic: "required" } as const;
    const refused = run(machine(), client(options));
    assertFailed(refused, STATUS_ACCESS_DENIED, "anonymous-refused");
    const outcome = run(machine({}, { allowAnonymous: true }), client(options), (token, leg) =>
      leg === 2 && mechTypes.length === 2 ? withoutMic(token) : token,
    );
    assert.ok(outcome.kind === "done");
    assert.equal(outcome.principal.isAnonymous, true);
  }
});

function withoutMic(token: Uint8Array): Uint8Array {
  const response = decodeSpnego(token);
  assert.ok(response.kind === "response");
  return encodeNegTokenResp({ ...response, mechListMic: null });
}

test("the name of a user without a response is no anonymous logon", () => {
  const server = machine({}, { allowAnonymous: true });
  const outcome = run(server, client({ mechTypes: [] }), (token, leg) =>
    leg === 0 ? token : authenticateWith(new Uint8Array(0)),
  );
  assertFailed(outcome, STATUS_LOGON_FAILURE, "weak-response");
});

test("LM and NTLMv1 responses are refused", () => {
  const outcome = run(machine(), client({ mechTypes: [] }), (token, leg) =>
    leg === 0 ? token : authenticateWith(new Uint8Array(24).fill(3)),
  );
  const { userName } = assertFailed(outcome, STATUS_LOGON_FAILURE, "weak-response");
  assert.equal(userName, "anna");
});

function authenticateWith(ntResponse: Uint8Array): Uint8Array {
  return encodeNtlmAuthenticate({
    flags: CLIENT_FLAGS,
    domainName: "",
    userName: "anna",
    workstationName: "",
    lmResponse: new Uint8Array(24),
    ntResponse,
    encryptedRandomSessionKey: new Uint8Array(16),
    mic: null,
  });
}

test("a changed NEGOTIATE, or a MIC that is wrong or gone, is noticed", () => {
  const options = { mechTypes: [], mechListMic: "never" } as const;
  const negotiateChanged = run(machine(), client(options), (token, leg) => {
    const changed = token.slice();
    // Asks for no 128-bit keys, as one who wants weak ones would.
    if (leg === 0) changed[15]! &= ~0x20;
    return changed;
  });
  assertFailed(negotiateChanged, STATUS_INVALID_PARAMETER, "tampered");
  const micChanged = run(machine(), client(options), (token, leg) => {
    const changed = token.slice();
    if (leg === 1) changed[MIC_AT]! ^= 1;
    return changed;
  });
  assertFailed(micChanged, STATUS_INVALID_PARAMETER, "tampered");
});

test("a response made at another time is refused", () => {
  const lateMs = NOW_MS + 37 * 3600 * 1000;
  for (const [clockSkewMsMax, kind] of [
    [36 * 3600 * 1000, "failed"],
    [null, "done"],
  ] as const) {
    const server = machine({}, { clockSkewMsMax });
    const peer = client();
    const challenge = server.step(peer.first(), NOW_MS);
    assert.ok(challenge.kind === "continue");
    const outcome = server.step(peer.next(challenge.token, FILETIME), lateMs);
    assert.equal(outcome.kind, kind);
    if (kind === "failed") assertFailed(outcome, STATUS_LOGON_FAILURE, "clock-skew");
  }
});

test("an answer cannot be played again, to the same machine or to another", () => {
  const server = machine();
  const peer = client();
  const challenge = server.step(peer.first(), NOW_MS);
  assert.ok(challenge.kind === "continue");
  const answer = peer.next(challenge.token, FILETIME);
  assert.equal(server.step(answer, NOW_MS).kind, "done");
  assertFailed(server.step(answer, NOW_MS), STATUS_INVALID_PARAMETER, "malformed");

  const other = new AuthMachine({
    provider: nodeCrypto,
    random: counterRandom(99),
    accounts: { find: () => ACCOUNT },
    targetName: "LARDER",
    dnsName: "larder.local",
    policy: { allowAnonymous: false, clockSkewMsMax: null },
  });
  other.step(client().first(), NOW_MS);
  assertFailed(other.step(answer, NOW_MS), STATUS_LOGON_FAILURE, "wrong-password");
});

test("tokens out of order, and a client's reject, end the logon", () => {
  const peer = client();
  const server = machine();
  server.step(peer.first(), NOW_MS);
  assertFailed(server.step(peer.first(), NOW_MS), STATUS_INVALID_PARAMETER, "malformed");
  assertFailed(machine().step(new Uint8Array(0), NOW_MS), STATUS_INVALID_PARAMETER, "malformed");

  const rejecting = machine();
  rejecting.step(client().first(), NOW_MS);
  const reject = encodeNegTokenResp({
    negState: NegState.REJECT,
    supportedMech: null,
    responseToken: null,
    mechListMic: null,
  });
  assertFailed(rejecting.step(reject, NOW_MS), STATUS_LOGON_FAILURE, "rejected-by-client");
});

test("no changed bit of any token logs on as somebody else or throws", () => {
  for (const leg of [0, 1]) {
    const sample = legToken(leg);
    for (let at = 0; at < sample.length; at++) {
      const outcome = runUnlessClientStops((token, current) => {
        const changed = token.slice();
        if (current === leg) changed[at]! ^= 1 << (at % 8);
        return changed;
      });
      if (outcome?.kind === "done") assert.equal(outcome.principal, ANNA);
    }
    for (let length = 0; length < sample.length; length++) {
      const server = machine();
      const outcome = run(server, client(), (token, current) =>
        current === leg ? token.slice(0, length) : token,
      );
      assert.equal(outcome.kind, "failed");
    }
  }
});

/** Null when the client would not go on with what the server made of the change. */
function runUnlessClientStops(tamper: (token: Uint8Array, leg: number) => Uint8Array) {
  try {
    return run(machine(), client(), tamper);
  } catch (error) {
    if (!isWireError(error)) throw error;
    return null;
  }
}

function legToken(leg: number): Uint8Array {
  const tokens: Uint8Array[] = [];
  run(machine(), client(), (token) => {
    tokens.push(token);
    return token;
  });
  return tokens[leg]!;
}
