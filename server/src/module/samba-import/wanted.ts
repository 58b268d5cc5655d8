import { parameterReason } from "./parameter-reasons.ts";
import { LineBook, SectionValues } from "./section-values.ts";
import { type LeftOut, LINES_MAX, type SmbConf } from "./smb-conf.ts";
import { type WantedSettings, wantedSettings } from "./wanted-settings.ts";
import { type WantedShare, wantedShare } from "./wanted-share.ts";

/** All that a configuration asks for and that this box can have. */
export interface Wanted {
  readonly problems: readonly string[];
  readonly settings: WantedSettings;
  readonly shares: readonly WantedShare[];
  readonly leftOut: readonly LeftOut[];
}

export const SHARES_MAX = 1_000;

export function readWanted(conf: SmbConf): Wanted {
  const book = new LineBook();
  const global = new SectionValues(book, conf.global);
  const domains = {
    names: new Set(
      [".", global.text("workgroup"), global.text("netbiosname")].map((name) => name.toLowerCase()),
    ),
  };
  const settings = wantedSettings(global);
  const shares: WantedShare[] = [];
  const leftOut: LeftOut[] = [...conf.leftOut];
  const problems: string[] = [];
  if (conf.isTooLong) problems.push(`The files have more than ${LINES_MAX} lines.`);
  if (conf.sections.length > SHARES_MAX) problems.push(`At most ${SHARES_MAX} shares at a time.`);
  for (const section of conf.sections.slice(0, SHARES_MAX)) {
    const values = new SectionValues(book, conf.global, section);
    const reason = sectionReason(section.name, values);
    if (reason !== null) {
      leftOut.push({ file: section.file, line: section.line, text: `[${section.name}]`, reason });
      continue;
    }
    shares.push(wantedShare(section, values, global, domains));
    leftOut.push(...book.leftOut(section.parameters, parameterReason));
  }
  leftOut.push(...book.leftOut(conf.global.parameters, parameterReason));
  // A line that several sections copy stays behind once.
  const lines = new Map(leftOut.map((line) => [`${line.file}\0${line.line}\0${line.text}`, line]));
  return { problems, settings, shares, leftOut: [...lines.values()].sort(byPlace) };
}

/** Why a section is no share of this box. */
function sectionReason(name: string, values: SectionValues): string | null {
  const key = name.toLowerCase();
  if (key === "printers" || key === "print$" || values.yes("printable", false)) {
    return "Printers are not shared.";
  }
  if (key === "netlogon" || key === "sysvol") return "This box is no domain controller.";
  if (key === "ipc$") return "It is always there.";
  return null;
}

function byPlace(left: LeftOut, right: LeftOut): number {
  return left.file === right.file ? left.line - right.line : left.file < right.file ? -1 : 1;
}
