import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** What fits into one packet is not worth a second file. */
const WORTH_BYTES_MIN = 1024;
const TEXT = /\.(html|js|css|svg|json|txt)$/;

/**
 * Lays a brotli and a gzip copy beside every text of the build, for the server to choose from: made once and as
 * small as can be, instead of at each request.
 */
export function precompressedFiles(): Plugin {
  let folder = "";
  return {
    name: "precompressed-files",
    apply: "build",
    configResolved: (config) => {
      folder = join(config.root, config.build.outDir);
    },
    // Not closeBundle, which comes after a failure too and would hide it behind one of its own.
    writeBundle: () => {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (!TEXT.test(name)) continue;
        const path = join(folder, name);
        const plain = readFileSync(path);
        if (plain.length < WORTH_BYTES_MIN) continue;
        const size = { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
        writeFileSync(`${path}.br`, brotliCompressSync(plain, { params: size }));
        writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
      }
    },
  };
}
