import { routes, type SambaPlan } from "@larder/server/contract";
import { Button, Group, Stack, Switch, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { counted } from "../../lib/counted.ts";
import { useMayChange } from "../../lib/me.ts";
import { LookingOnly } from "../../ui/looking-only.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { SambaFiles } from "./samba-files.tsx";
import { EMPTY_INPUT, hasProblems, isNothing, type SambaInput } from "./samba-input.ts";
import { SambaPlanView } from "./samba-plan-view.tsx";

/** Choose the files of another NAS, look at what they come to, choose once more, do it. */
export function SambaImportPage() {
  const mayChange = useMayChange();
  const [input, setInput] = useState<SambaInput>(EMPTY_INPUT);
  const [doneCount, setDoneCount] = useState(0);
  // A file is read while another is chosen: what comes second must not forget what came first.
  const latest = useRef(input);
  const keepInput = (next: SambaInput) => {
    latest.current = next;
    setInput(next);
  };
  // It stays while another is on its way: who chooses two things in a row goes on where they were.
  const [plan, setPlan] = useState<SambaPlan | null>(null);
  const preview = useMutation<SambaPlan, unknown, SambaInput>({
    mutationFn: (body) => call(routes.sambaImport.preview, { body }),
  });
  const isLookedAt = useRef(false);
  const look = (body: SambaInput) => {
    isLookedAt.current = true;
    preview.mutate(body, { onSuccess: setPlan });
  };
  const forget = () => {
    isLookedAt.current = false;
    preview.reset();
    setPlan(null);
  };
  const apply = useChange(routes.sambaImport.apply, {
    done: ({ item }) =>
      t("{shares}, {users} and {groups} imported", {
        shares: counted(item.shares, "share"),
        users: counted(item.users, "user"),
        groups: counted(item.groups, "group"),
      }),
    onDone: () => {
      setDoneCount((count) => count + 1);
      keepInput(EMPTY_INPUT);
      forget();
    },
  });
  // Whatever is chosen anew has to be looked at again; once somebody has looked, that happens by itself.
  const change = (more: Partial<SambaInput>) => {
    const next = { ...latest.current, ...more };
    keepInput(next);
    apply.reset();
    if (isLookedAt.current && !isNothing(next)) look(next);
    else forget();
  };
  return (
    <Page
      title={t("Move in")}
      description={t(
        "Take over shares and users of Samba or ksmbd. Nothing is done before you have seen it.",
      )}
    >
      {!mayChange && <LookingOnly />}
      <Panel
        title={t("Files of the other NAS")}
        description={t(
          "They are read here and not kept. Passwords stay as they are: only their hashes are taken over.",
        )}
      >
        <Stack gap="lg">
          {/* Fields for files keep what was chosen in them: after an import there are new ones. */}
          <SambaFiles key={doneCount} onChange={change} />
          <Stack gap="sm">
            <Switch
              label={t("Take over the server's settings")}
              description={t("Name, workgroup, versions of SMB, signing and encryption")}
              checked={input.settings}
              onChange={(event) => change({ settings: event.currentTarget.checked })}
            />
            <Switch
              label={t("Make folders that are missing")}
              description={t("Otherwise a share whose folder is not there is a problem")}
              checked={input.createFolders}
              onChange={(event) => change({ createFolders: event.currentTarget.checked })}
            />
            <Switch
              label={t("Give users who are here already the other NAS's password")}
              description={t("Otherwise they stay as they are")}
              checked={input.existingUsers === "replace"}
              onChange={(event) =>
                change({ existingUsers: event.currentTarget.checked ? "replace" : "keep" })
              }
            />
          </Stack>
          {preview.isError && (
            <ProblemAlert error={preview.error} title={t("The files could not be read")} />
          )}
          <Group justify="flex-end">
            <Button
              disabled={!mayChange || isNothing(input)}
              loading={preview.isPending}
              onClick={() => look(input)}
            >
              {t("Look at what it would do")}
            </Button>
          </Group>
        </Stack>
      </Panel>
      {plan && (
        <>
          <SambaPlanView plan={plan} input={input} onChange={change} />
          {apply.error !== null && (
            <ProblemAlert error={apply.error} title={t("Nothing was imported")} />
          )}
          <Group justify="flex-end">
            {hasProblems(plan) && (
              <Text size="sm" c="dimmed">
                {t("Some of it has problems: choose another folder or name, or leave it out.")}
              </Text>
            )}
            <Button
              disabled={!mayChange || preview.isError || hasProblems(plan)}
              loading={apply.isPending || preview.isPending}
              onClick={() => apply.mutate({ body: { ...input, digest: plan.digest } })}
            >
              {t("Import")}
            </Button>
          </Group>
        </>
      )}
    </Page>
  );
}
