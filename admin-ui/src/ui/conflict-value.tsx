import { routes, type SharePermission } from "@larder/server/contract";
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { t } from "../i18n/t.ts";
import type { FieldWord } from "../lib/field-words.ts";
import { type Principal, usePrincipalsById } from "../lib/principals.ts";
import { reading } from "../lib/reading.ts";
import { rightWords } from "../lib/right-words.ts";
import { valueInWords } from "../lib/value-in-words.ts";

export interface ConflictValueProps {
  readonly value: unknown;
  readonly word: FieldWord;
}

/** What a field holds, in words; ids as the names that they stand for. */
export function ConflictValue({ value, word }: ConflictValueProps) {
  if (typeof word === "string") return <Line text={valueInWords(value)} />;
  if ("say" in word) return <Line text={word.say(value)} />;
  // Fields that are described so hold such lists; null: all.
  if (word.of === "permissions") return <Permissions permissions={value as SharePermission[]} />;
  const ids = (value ?? []) as string[];
  return word.of === "principals" ? <Principals ids={ids} /> : <Shares ids={value as string[]} />;
}

function Line({ text }: { readonly text: string }) {
  return (
    <Text size="sm" style={{ overflowWrap: "anywhere", whiteSpace: "pre-line" }}>
      {text}
    </Text>
  );
}

function Principals({ ids }: { readonly ids: readonly string[] }) {
  const known = usePrincipalsById(ids);
  return <Line text={valueInWords(ids.map((id) => nameOf(known, id)).sort())} />;
}

function Shares({ ids }: { readonly ids: readonly string[] | null }) {
  const shares = useQuery(reading(routes.share.list, {})).data?.items ?? [];
  if (ids === null) return <Line text={t("All shares")} />;
  const names = ids.map((id) => shares.find((share) => share.id === id)?.name ?? id);
  return <Line text={valueInWords(names.sort())} />;
}

function Permissions({ permissions }: { readonly permissions: readonly SharePermission[] }) {
  const known = usePrincipalsById(permissions.map((entry) => entry.principalId));
  const lines = permissions.map(({ principal, principalId, right }) => {
    const name =
      principal === "everyone" ? t("Everyone with an account") : nameOf(known, principalId);
    return `${name}: ${rightWords[right].label}`;
  });
  return <Line text={lines.length === 0 ? valueInWords(null) : lines.sort().join("\n")} />;
}

function nameOf(known: ReadonlyMap<string, Principal>, id: string): string {
  return known.get(id)?.name ?? id;
}
