import type { SharePermission } from "@larder/server/contract";
import { Stack, Text } from "@mantine/core";
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
  return (
    <Stack gap={2} role="status" aria-label="What these permissions mean">
      {sentences.map((sentence) => (
        <Text key={sentence} size="sm" c="dimmed">
          {sentence}
        </Text>
      ))}
    </Stack>
  );
}
