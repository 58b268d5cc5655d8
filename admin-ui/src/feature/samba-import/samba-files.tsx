import { FileInput, SimpleGrid, Text } from "@mantine/core";
import { IconFile } from "@tabler/icons-react";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { readChosen, readText } from "../../lib/chosen-file.ts";
import { inOrder, type SambaInput } from "./samba-input.ts";

export interface SambaFilesProps {
  readonly onChange: (more: Partial<SambaInput>) => void;
}

const others = () =>
  [
    {
      field: "passwords",
      label: t("Passwords"),
      description: t("ksmbdpwd.db, or what “pdbedit -L -w” prints"),
    },
    {
      field: "passwd",
      label: t("Users of the machine"),
      description: t("/etc/passwd, for uids and names"),
    },
    {
      field: "group",
      label: t("Groups of the machine"),
      description: t("/etc/group, for members"),
    },
  ] as const;

/** Files as larger ones would be refused by the server anyhow. */
const FILE_BYTES_MAX = 1_000_000;

export function SambaFiles({ onChange }: SambaFilesProps) {
  const [problem, setProblem] = useState("");
  const readAll = async (files: readonly File[]): Promise<{ name: string; text: string }[]> => {
    const read = await Promise.all(files.map((file) => readChosen(file, FILE_BYTES_MAX, readText)));
    const problems = read.flatMap(({ problem }) => problem ?? []);
    setProblem(problems.join(" "));
    if (problems.length > 0) return [];
    return files.map(({ name }, index) => ({ name, text: read[index]?.content ?? "" }));
  };
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <FileInput
          multiple
          clearable
          label={t("Configuration")}
          description={t("smb.conf or ksmbd.conf, and the files that it includes")}
          placeholder={t("Choose files")}
          leftSection={<IconFile size={16} aria-hidden />}
          clearButtonProps={{ "aria-label": t("Choose no configuration") }}
          onChange={(files) => {
            void readAll(files).then((texts) => onChange({ files: inOrder(texts), shares: [] }));
          }}
        />
        {others().map(({ field, label, description }) => (
          <FileInput
            key={field}
            clearable
            label={label}
            description={description}
            placeholder={t("Choose a file")}
            leftSection={<IconFile size={16} aria-hidden />}
            clearButtonProps={{ "aria-label": t("Choose no file: {label}", { label }) }}
            onChange={(file) => {
              void readAll(file === null ? [] : [file]).then(([chosen]) =>
                onChange({ [field]: chosen?.text ?? "" }),
              );
            }}
          />
        ))}
      </SimpleGrid>
      {problem !== "" && (
        <Text size="sm" c="red" role="alert">
          {problem}
        </Text>
      )}
    </>
  );
}
