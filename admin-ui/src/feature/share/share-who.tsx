import type { SharePermission } from "@larder/server/contract";
import { Stack, Text } from "@mantine/core";
import { t } from "../../i18n/t.ts";
import { useMembersOf } from "../../lib/group-members.ts";
import { permissionConflicts } from "../../lib/permission-conflicts.ts";
import { usePrincipalsById } from "../../lib/principals.ts";
import { permissionSentences } from "../../lib/right-words.ts";

export interface ShareWhoProps {
  readonly permissions: readonly SharePermission[];
}

/** The matrix again, as sentences: what it means is easier to check than what it says. */
export function ShareWho({ permissions }: ShareWhoProps) {
  const known = usePrincipalsById(permissions.map((entry) => entry.principalId));
  const sentences = permissionSentences(
    permissions.map(({ principal, principalId, right }) => ({
      principal,
      right,
      name: known.get(principalId)?.name ?? principalId,
    })),
  );
  const membersOf = useMembersOf(
    permissions.flatMap(({ principal, principalId }) => (principal === "group" ? principalId : [])),
  );
  const conflicts = permissionConflicts({
    permissions,
    membersOf,
    nameOf: (id) => known.get(id)?.name ?? "somebody",
  });
  return (
    <Stack gap={2} role="status" aria-label={t("What these permissions mean")}>
      {sentences.map((sentence) => (
        <Text key={sentence} size="sm" c="dimmed">
          {sentence}
        </Text>
      ))}
      {conflicts.map((sentence) => (
        <Text key={sentence} size="sm" fw={550}>
          {sentence}
        </Text>
      ))}
    </Stack>
  );
}
