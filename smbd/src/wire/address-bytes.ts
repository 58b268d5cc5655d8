/** An IP address in text as its 4 or 16 bytes in network order; null for anything else. [RFC 4291] 2.2. */
export function addressBytes(address: string): Uint8Array | null {
  // A zone says which link the address is on, and stays here.
  const text = address.replace(/%.*$/, "");
  return text.includes(":") ? ipv6Bytes(text) : ipv4Bytes(text);
}

function ipv4Bytes(text: string): Uint8Array | null {
  const parts = text.split(".");
  const isValid = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part));
  const numbers = parts.map(Number);
  return isValid && numbers.every((value) => value <= 255) ? Uint8Array.from(numbers) : null;
}

function ipv6Bytes(text: string): Uint8Array | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const head = groupBytes(halves[0] ?? "");
  const tail = groupBytes(halves[1] ?? "");
  if (head === null || tail === null) return null;
  const length = head.length + tail.length;
  // "::" stands for at least one group of zeros; without it all eight must be there.
  if (halves.length === 1 ? length !== 16 : length > 14) return null;
  const bytes = new Uint8Array(16);
  bytes.set(head, 0);
  bytes.set(tail, 16 - tail.length);
  return bytes;
}

/** Groups of 16 bits; the last may be an IPv4 address. */
function groupBytes(text: string): readonly number[] | null {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [index, group] of groups.entries()) {
    const embedded = index === groups.length - 1 && group.includes(".") ? ipv4Bytes(group) : null;
    if (embedded !== null) {
      bytes.push(...embedded);
      continue;
    }
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return null;
    const value = Number.parseInt(group, 16);
    bytes.push(value >> 8, value & 0xff);
  }
  return bytes;
}
