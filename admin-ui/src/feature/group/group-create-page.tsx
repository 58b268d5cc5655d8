import { routes } from "@larder/server/contract";
import { useNavigate } from "@tanstack/react-router";
import { t } from "../../i18n/t.ts";
import { Page } from "../../ui/page.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { GroupForm } from "./group-form.tsx";

export function GroupCreatePage() {
  const navigate = useNavigate();
  const create = useChange(routes.group.create, {
    done: ({ item }) => t("Group “{name}” created", { name: item.name }),
    onDone: () => void navigate({ to: "/groups" as never }),
  });
  return (
    <Page title={t("New group")} description={t("Users who get the same rights.")} width="form">
      <GroupForm
        initial={{ name: "", comment: "", memberIds: [], memberGroupIds: [] }}
        verb={t("Create group")}
        failed={t("The group could not be created")}
        onSave={(values) => create.mutateAsync({ body: values })}
      />
    </Page>
  );
}
