/**
 * The place within these pages that an address names, or "/" where it names anything else. The address
 * comes out of a link, which anybody can write: a fresh logon must not be led to another site.
 */
export function ownPlace(address: unknown, origin: string): string {
  if (typeof address !== "string" || !address.startsWith("/")) return "/";
  const url = URL.parse(address, origin);
  if (url === null || url.origin !== origin) return "/";
  const place = `${url.pathname}${url.search}${url.hash}`;
  // What is a path here could be read as a host by whoever resolves it again.
  return /^\/(?![/\\])/.test(place) ? place : "/";
}
