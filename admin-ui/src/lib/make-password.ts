/** No characters that look alike, and none that a keyboard layout may move. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUP_COUNT = 4;
const GROUP_LENGTH = 5;

/** About 99 bits, in groups that can be read out: "k7mwq-3fzha-x9dpe-r2ucb". */
export function makePassword(random: (values: Uint32Array) => void = fillRandom): string {
  const values = new Uint32Array(GROUP_COUNT * GROUP_LENGTH);
  random(values);
  // 2^32 mod 31 is small: the bias of the remainder is below one in a hundred million.
  const letters = Array.from(values, (value) => ALPHABET[value % ALPHABET.length] ?? "");
  const groups = Array.from({ length: GROUP_COUNT }, (_, index) =>
    letters.slice(index * GROUP_LENGTH, (index + 1) * GROUP_LENGTH).join(""),
  );
  return groups.join("-");
}

function fillRandom(values: Uint32Array): void {
  crypto.getRandomValues(values as Uint32Array<ArrayBuffer>);
}
