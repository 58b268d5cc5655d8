import { type Role, roleReaches, type SearchHit } from "@larder/server/contract";
import { settingWords } from "../feature/setting/setting-words.ts";
import { type Language, language, languages } from "../i18n/language.ts";
import { t, translated } from "../i18n/t.ts";
import { pageTable } from "./page-table.ts";

/** Something that the palette leads to or does. */
export interface PaletteEntry {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly detail: string;
  readonly act:
    | { readonly kind: "go"; readonly to: string }
    | { readonly kind: "scheme"; readonly scheme: "light" | "dark" | "auto" }
    | { readonly kind: "language"; readonly language: Language };
}

/** Pages, actions and settings that this role has; none of them has to be asked for. */
export function fixedEntries(role: Role): PaletteEntry[] {
  const go = (group: string, label: string, to: string, detail = ""): PaletteEntry => ({
    id: `${group} ${label}`,
    ...{ group, label, detail },
    act: { kind: "go", to },
  });
  const pages = pageTable.flatMap(({ path, navigation, role: needed }) =>
    navigation && roleReaches(role, needed ?? "viewer")
      ? [go(t("Pages"), translated(navigation.label), path, translated(navigation.group))]
      : [],
  );
  const makers = (
    [
      [t("New share"), "/shares/new", "shares"],
      [t("New user"), "/users/new", "users"],
      [t("New group"), "/groups/new", "users"],
      [t("Change your password"), "/account", "viewer"],
    ] as const
  )
    .filter(([, , needed]) => roleReaches(role, needed))
    .map(([label, to]) => go(t("Actions"), label, to));
  const settings = Object.values(settingWords).map((label) =>
    go(t("Settings"), translated(label), "/settings"),
  );
  return [...pages, ...makers, ...looks(), ...settings];
}

export function hitEntry({ kind, id, name, detail }: SearchHit): PaletteEntry {
  const groups = { share: t("Shares"), user: t("Users"), group: t("Groups") };
  const act = { kind: "go" as const, to: `/${kind}s/${id}` };
  return { id, group: groups[kind], label: name, detail, act };
}

/** Those in which every word that was typed stands somewhere. */
export function matching(entries: readonly PaletteEntry[], typed: string): PaletteEntry[] {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(({ label, group, detail }) => {
    const text = `${label} ${group} ${detail}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function looks(): PaletteEntry[] {
  const schemes = { light: t("Light"), dark: t("Dark"), auto: t("Same as this device") };
  const colours = (["light", "dark", "auto"] as const).map((scheme) => ({
    id: `scheme ${scheme}`,
    group: t("Actions"),
    label: t("Colours: {label}", { label: schemes[scheme] }),
    detail: "",
    act: { kind: "scheme" as const, scheme },
  }));
  const others = (Object.keys(languages) as Language[]).filter(
    (code) => code !== language.current(),
  );
  const tongues = others.map((code) => ({
    id: `language ${code}`,
    group: t("Actions"),
    label: t("Language: {language}", { language: languages[code] }),
    detail: "",
    act: { kind: "language" as const, language: code },
  }));
  return [...colours, ...tongues];
}
