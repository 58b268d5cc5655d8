import { routes, type User } from "@larder/server/contract";
import { Button, Group, Stack } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { formerOf } from "../../lib/former-of.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { undoStep, useChange } from "../../ui/use-change.tsx";
import { useVersionedSave, type VersionedSave } from "../../ui/use-versioned-save.ts";
import { useUserRemoval } from "./use-user-removal.ts";
import { USER_FIELD_WORDS } from "./user-field-words.ts";
import { UserForm, type UserValues } from "./user-form.tsx";
import { UserPassword } from "./user-password.tsx";
import { UserState } from "./user-state.tsx";

export function UserEditPage() {
  const { id = "" }: { id?: string } = useParams({ strict: false });
  const query = useQuery(reading(routes.user.read, { params: { id } }));
  const navigate = useNavigate();
  const mayChange = useMayChange("users");
  const remove = useUserRemoval(() => void navigate({ to: "/users" as never }));
  const user = query.data;
  return (
    <Page
      title={user ? user.name : t("User")}
      description={user && <UserState user={user} />}
      width="form"
      actions={
        user &&
        mayChange && (
          <Group gap="xs">
            <Button
              variant="default"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => void remove(user)}
            >
              {t("Delete")}
            </Button>
          </Group>
        )
      }
    >
      <Loaded query={query} what={t("the user")}>
        {(current) => (
          <Stack gap="lg">
            {mayChange && <UserPassword user={current} />}
            <UserEditor key={current.id} user={current} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function UserEditor({ user }: { readonly user: User }) {
  const [fillCount, setFillCount] = useState(0);
  // What was there when it was sent, which may be what somebody else had saved meanwhile.
  const former = useRef<UserValues | null>(null);
  const update = useChange(routes.user.update, {
    done: ({ item }) => t("User “{name}” saved", { name: item.name }),
    undoBy: ({ item }, { body }) => {
      const { password: _unused, ...values } = formerOf(former.current ?? edits.before(), body);
      return undoStep(
        routes.user.update,
        { params, body: values, query: { ifVersion: item.version } },
        (undone) => edits.rebase(undone.item),
      );
    },
  });
  const params = { id: user.id };
  const edits: VersionedSave<User, UserValues> = useVersionedSave<User, UserValues>({
    thing: user,
    valuesOf,
    read: () => call(routes.user.read, { params }),
    send: async ({ password: _unused, ...body }, ifVersion, there) => {
      former.current = there;
      return (await update.mutateAsync({ params, body, query: { ifVersion } })).item;
    },
    refill: () => setFillCount((count) => count + 1),
    words: USER_FIELD_WORDS,
  });
  return (
    <UserForm
      // What is filled in anew is another form.
      key={fillCount}
      initial={edits.before()}
      verb={t("Save user")}
      failed={t("The user could not be saved")}
      withPassword={false}
      onSave={edits.save}
    />
  );
}

function valuesOf(user: User): UserValues {
  const { name, fullName, uid, gid, enabled, expiresAtMs, groupIds } = user;
  return {
    name,
    fullName,
    password: null,
    uid,
    gid,
    enabled,
    isAdministrator: user.isAdministrator,
    isBackupOperator: user.isBackupOperator,
    mustChangePassword: user.mustChangePassword,
    passwordNeverExpires: user.passwordNeverExpires,
    expiresAtMs,
    groupIds,
  };
}
