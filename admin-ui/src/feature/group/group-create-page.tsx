import { routes } from "@larder/server/contract";
import { useNavigate } from "@tanstack/react-router";
import { Page } from "../../ui/page.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { GroupForm } from "./group-form.tsx";

export function GroupCreatePage() {
  const navigate = useNavigate();
  const create = useChange(routes.group.create, {
    done: ({ item }) => `Group “${item.name}” created`,
    onDone: () => void navigate({ to: "/groups" as never }),
  });
  return (
    <Page title="New group" description="Users who get the same rights." width="form">
      <GroupForm
        initial={{ name: "", comment: "", memberIds: [], memberGroupIds: [] }}
        verb="Create group"
        failed="The group could not be created"
        onSave={(values) => create.mutateAsync({ body: values })}
      />
    </Page>
  );
}
