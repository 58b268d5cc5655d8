import { t } from "../i18n/t.ts";

// [MS-SMB2] 2.2.13.1: the bits of an access mask that people care about.
const READS = 0x0000_0001;
const WRITES = 0x0000_0002 | 0x0000_0004;
const DELETES = 0x0001_0000 | 0x0000_0040;
const SECURITY = 0x0004_0000 | 0x0008_0000;

/** "read and write", "read, write and delete", "look only". */
export function accessInWords(mask: number): string {
  const words = [
    (mask & READS) !== 0 && t("read"),
    (mask & WRITES) !== 0 && t("write"),
    (mask & DELETES) !== 0 && t("delete"),
    (mask & SECURITY) !== 0 && t("permissions"),
  ].filter((word): word is string => word !== false);
  return words.length === 0 ? t("attributes only") : words.join(", ");
}
