/** A search for what was typed as it is: to LIKE, which Prisma's `contains` is, these characters mean others. */
export function contained(text: string): { contains: string; mode: "insensitive" } {
  return { contains: text.replaceAll(/[\\%_]/g, "\\$&"), mode: "insensitive" };
}
