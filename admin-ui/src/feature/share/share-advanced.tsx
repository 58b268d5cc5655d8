import { Accordion, NumberInput, Select, SimpleGrid, Stack } from "@mantine/core";
import { Controller } from "react-hook-form";
import { t } from "../../i18n/t.ts";
import { OctalField } from "../../ui/octal-field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import type { ShareFormState } from "./share-form.tsx";

export interface ShareAdvancedProps {
  readonly form: ShareFormState;
}

const POSIX_ID_MAX = 4294967294;

export function ShareAdvanced({ form }: ShareAdvancedProps) {
  const { errors } = form.formState;
  return (
    <Panel flush>
      <Accordion variant="filled" chevronPosition="left" order={2}>
        <Accordion.Item value="advanced" style={{ background: "none" }}>
          <Accordion.Control>
            {t("Advanced: listing, restarts, names, links, owners")}
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="md">
              <SwitchField
                label={t("Show only what one may open")}
                description={t(
                  "Folders leave out files and folders that whoever looks may not read. Large folders take longer to list",
                )}
                control={form.control}
                name="accessBasedEnumeration"
              />
              <SwitchField
                label={t("Keep files open over a restart")}
                description={t(
                  "Programs go on with their open files when the file server restarts, for databases and virtual machines. Opening each file costs a write to disk",
                )}
                control={form.control}
                name="continuouslyAvailable"
              />
              <SwitchField
                label={t("Tell of changes at once")}
                description={t(
                  "Windows that show a folder follow what others change in it. Off: they ask again now and then, which spares a box with very many open folders",
                )}
                control={form.control}
                name="changeNotify"
              />
              <SwitchField
                label={t("Upper and lower case make different names")}
                description={t("As on Linux. Windows and macOS programs expect that they do not")}
                control={form.control}
                name="caseSensitive"
              />
              <Controller
                control={form.control}
                name="symlinks"
                render={({ field }) => (
                  <Select
                    label={t("Symbolic links")}
                    description={t("A link never leads out of the share")}
                    data={[
                      { value: "inside", label: t("Followed inside the share") },
                      { value: "none", label: t("Not followed") },
                    ]}
                    allowDeselect={false}
                    value={field.value ?? "inside"}
                    onChange={field.onChange}
                  />
                )}
              />
              <SimpleGrid cols={{ base: 1, sm: 2 }}>
                <Controller
                  control={form.control}
                  name="forceUid"
                  render={({ field }) => (
                    <NumberInput
                      label={t("Owner of new files (uid)")}
                      description={t("Empty: whoever makes them")}
                      min={0}
                      max={POSIX_ID_MAX}
                      allowDecimal={false}
                      error={errors.forceUid?.message}
                      value={field.value ?? ""}
                      onChange={(value) => field.onChange(value === "" ? null : Number(value))}
                    />
                  )}
                />
                <Controller
                  control={form.control}
                  name="forceGid"
                  render={({ field }) => (
                    <NumberInput
                      label={t("Group of new files (gid)")}
                      description={t("Empty: the group of whoever makes them")}
                      min={0}
                      max={POSIX_ID_MAX}
                      allowDecimal={false}
                      error={errors.forceGid?.message}
                      value={field.value ?? ""}
                      onChange={(value) => field.onChange(value === "" ? null : Number(value))}
                    />
                  )}
                />
                <Controller
                  control={form.control}
                  name="fileMode"
                  render={({ field }) => (
                    <OctalField
                      label={t("Mode of new files")}
                      description={t("For programs on the box itself")}
                      value={field.value ?? 0o666}
                      onChange={field.onChange}
                    />
                  )}
                />
                <Controller
                  control={form.control}
                  name="directoryMode"
                  render={({ field }) => (
                    <OctalField
                      label={t("Mode of new folders")}
                      description={t("For programs on the box itself")}
                      value={field.value ?? 0o777}
                      onChange={field.onChange}
                    />
                  )}
                />
              </SimpleGrid>
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Panel>
  );
}
