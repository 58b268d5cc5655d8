/** The crypto of node, able to do its work after a read, for stores in memory: they run it themselves. */
import type { AfterRead, CryptoProvider } from "../crypto/provider.ts";
import { nodeCrypto } from "../host/node-crypto.ts";

export const foreseeingCrypto: CryptoProvider = {
  ...nodeCrypto,
  hmacSha256: (key) => withMacAfterRead(nodeCrypto.hmacSha256(key)),
  cmac: (key) => withMacAfterRead(nodeCrypto.cmac(key)),
  gmac(key) {
    const context = nodeCrypto.gmac(key);
    return Object.assign(context, {
      macAfterRead: (nonce: Uint8Array, parts: readonly Uint8Array[], out: Uint8Array) =>
        after(() => context.mac(nonce, parts, out)),
    });
  },
  aead(algorithm, key) {
    const context = nodeCrypto.aead(algorithm, key);
    return Object.assign(context, {
      sealAfterRead: (nonce: Uint8Array, aad: Uint8Array, payload: Uint8Array, tag: Uint8Array) =>
        after(() => context.seal(nonce, aad, payload, tag)),
    });
  },
};

function withMacAfterRead<Context extends ReturnType<CryptoProvider["cmac"]>>(context: Context) {
  return Object.assign(context, {
    macAfterRead: (parts: readonly Uint8Array[], out: Uint8Array) =>
      after(() => context.mac(parts, out)),
  });
}

function after(run: () => void): AfterRead {
  return {
    run,
    readLater() {
      throw new Error("a store in memory has no descriptors");
    },
  };
}
