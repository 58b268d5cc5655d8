import { routes, type UserCreate } from "@larder/server/contract";
import { useNavigate } from "@tanstack/react-router";
import { t } from "../../i18n/t.ts";
import { Page } from "../../ui/page.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { UserForm } from "./user-form.tsx";

const initial: UserCreate = {
  name: "",
  fullName: "",
  password: null,
  enabled: true,
  isAdministrator: false,
  isBackupOperator: false,
  mustChangePassword: false,
  passwordNeverExpires: false,
  expiresAtMs: null,
  groupIds: [],
};

export function UserCreatePage() {
  const navigate = useNavigate();
  const create = useChange(routes.user.create, {
    done: ({ item }) => t("User “{name}” created", { name: item.name }),
    onDone: () => void navigate({ to: "/users" as never }),
  });
  return (
    <Page
      title={t("New user")}
      description={t("A person or device that connects over the network.")}
      width="form"
    >
      <UserForm
        initial={initial}
        verb={t("Create user")}
        failed={t("The user could not be created")}
        withPassword
        onSave={(values) => create.mutateAsync({ body: values })}
      />
    </Page>
  );
}
