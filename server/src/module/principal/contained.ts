/** A search for what was typed as it is: to LIKE, which Prisma's `contains` is, some characters mean others. */
export function contained(text: string): { contains: string; mode: "insensitive" } {
  return { contains: escaped(text), mode: "insensitive" };
}

/** The same for LIKE itself. */
export function likePattern(text: string): string {
  return `%${escaped(text)}%`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}
