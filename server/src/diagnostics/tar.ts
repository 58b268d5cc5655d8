/** Small files as a tar archive. POSIX.1-1988 (ustar): a header of 512 bytes, the contents in blocks of as many. */
export function tar(files: readonly (readonly [name: string, text: string])[], timeMs: number) {
  const parts = files.flatMap(([name, text]) => {
    const contents = Buffer.from(text, "utf8");
    const padding = Buffer.alloc((BLOCK - (contents.length % BLOCK)) % BLOCK);
    return [header(name, contents.length, timeMs), contents, padding];
  });
  // Two empty blocks end it.
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

const BLOCK = 512;
const CHECKSUM_AT = 148;

function header(name: string, size: number, timeMs: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long a name for the archive`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number) =>
    block.write(`${value.toString(8).padStart(digits, "0")}\0`, at, "latin1");
  block.write(name, 0, "utf8");
  octal(0o600, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(Math.floor(timeMs / 1000), 136, 11);
  block.write("        ", CHECKSUM_AT, "latin1");
  block.write("0", 156, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, CHECKSUM_AT, "latin1");
  return block;
}
