/** Names below a share: lower-case, with backslashes; "" is the root. */
export function parentOf(path: string): string {
  const at = path.lastIndexOf("\\");
  return at < 0 ? "" : path.slice(0, at);
}

export function isBelow(path: string, folder: string): boolean {
  if (path === folder) return false;
  return folder === "" || path.startsWith(`${folder}\\`);
}

/** What `path`, which is `from` or lies below it, is called once that is called `to`. */
export function moved(path: string, from: string, to: string): string {
  return to + path.slice(from.length);
}

/** How the trace calls it. */
export function shown(path: string, streamName = ""): string {
  return `\\${path}${streamName === "" ? "" : `:${streamName}`}`;
}
