import { createReadStream, rmSync } from "node:fs";
import { join } from "node:path";
import { type Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import type { ContainerHost } from "./container-host.ts";

/** In MB: unpacked, and as a registry or a file carries it. */
export async function imageSizes(
  host: ContainerHost,
  image: string,
  scratch: string,
): Promise<{ readonly unpacked: number; readonly gzip: number; readonly zstd: number }> {
  const unpacked = Number(await host.docker("image", "inspect", "--format", "{{.Size}}", image));
  const file = join(scratch, "image.tar");
  await host.docker("save", "--output", file, image);
  try {
    return {
      unpacked: inMegabytes(unpacked),
      gzip: await packedTo(file, createGzip()),
      zstd: await packedTo(file, createZstdCompress()),
    };
  } finally {
    rmSync(file);
  }
}

async function packedTo(file: string, pack: Transform): Promise<number> {
  let bytes = 0;
  const count = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  await pipeline(createReadStream(file), pack, count);
  return inMegabytes(bytes);
}

function inMegabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
