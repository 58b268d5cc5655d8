import { Button, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { parts } from "../i18n/parts.tsx";
import { t } from "../i18n/t.ts";
import { ConflictValue } from "./conflict-value.tsx";
import { ScrollRegion } from "./scroll-region.tsx";
import type { PendingConflict } from "./settle-conflict.ts";
import { When } from "./when.tsx";

export interface ConflictDialogProps {
  readonly conflict: PendingConflict;
}

/** Two have edited the same thing: what each of them wants, side by side, and nothing is lost meanwhile. */
export function ConflictDialog({ conflict }: ConflictDialogProps) {
  const { name, changed, differences, words, answer } = conflict;
  const isOverlapping = differences.some(({ changedBy }) => changedBy === "both");
  return (
    <Modal
      opened
      centered
      size="xl"
      onClose={() => answer(null)}
      title={
        name === ""
          ? t("This was changed while you edited it")
          : t("“{name}” was changed while you edited it", { name })
      }
      zIndex={400}
      closeButtonProps={{ "aria-label": t("Close") }}
    >
      <Stack gap="md">
        <Text size="sm">
          {changed === undefined
            ? t("Somebody else has saved it meanwhile. Nothing of yours is lost or saved yet.")
            : parts("{by} has saved it, {when}. Nothing of yours is lost or saved yet.", {
                by: <b>{changed.by}</b>,
                when: <When timeMs={changed.atMs} />,
              })}
        </Text>
        <ScrollRegion label={t("What differs")}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("Field|of a form")}</Table.Th>
                <Table.Th>{t("Yours")}</Table.Th>
                <Table.Th>{t("There now")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {differences.map(({ name: field, mine, theirs, changedBy }) => {
                const word = words[field] ?? field;
                return (
                  <Table.Tr key={field}>
                    <Table.Th scope="row">{typeof word === "string" ? word : word.label}</Table.Th>
                    <Table.Td>
                      {changedBy === "them" ? (
                        <Text size="sm" c="dimmed">
                          {t("Not changed by you; theirs stays")}
                        </Text>
                      ) : (
                        <ConflictValue value={mine} word={word} />
                      )}
                    </Table.Td>
                    <Table.Td>
                      <ConflictValue value={theirs} word={word} />
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
        <Text size="sm">
          {isOverlapping
            ? t(
                "“Keep mine” replaces what they saved in the fields that you changed, and no others.",
              )
            : t(
                "You changed other fields than they did: with “Keep mine” both changes stand.",
              )}{" "}
          {t("“Take theirs” fills the form with what is there now.")}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={() => answer(null)}>
            {t("Back to the form")}
          </Button>
          <Button variant="default" onClick={() => answer("theirs")}>
            {t("Take theirs")}
          </Button>
          <Button onClick={() => answer("mine")}>{t("Keep mine")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
