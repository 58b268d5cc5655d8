/** What an oplock level lets its holder do, told independently of the engine. [MS-SMB2] 2.2.14. */
export function cachingOfLevel(level: number): number {
  if (level === 0x09) return 0x7;
  if (level === 0x08) return 0x5;
  return level === 0x01 ? 0x1 : 0;
}
