import { type Administrator, type Role, routes } from "@larder/server/contract";
import { type SubmitEvent, useState } from "react";
import { t } from "../../i18n/t.ts";
import { FormModal } from "../../ui/form-modal.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { RoleFields } from "./role-fields.tsx";

export interface AdministratorRoleProps {
  readonly administrator: Administrator;
  readonly onClose: () => void;
}

export function AdministratorRole({ administrator, onClose }: AdministratorRoleProps) {
  const [role, setRole] = useState<Role>(administrator.role);
  const [shareIds, setShareIds] = useState<string[] | null>(administrator.shareIds);
  const change = useChange(routes.administrator.update, {
    done: ({ item }) => t("Role of “{name}” changed", { name: item.name }),
    onDone: onClose,
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    change.mutate({ params: { id: administrator.id }, body: { role, shareIds } });
  };
  return (
    <FormModal
      title={t("What {name} may do", { name: administrator.name })}
      verb={t("Save role")}
      failed={t("The role could not be changed")}
      problem={change.error}
      isBusy={change.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <RoleFields
        role={role}
        shareIds={shareIds}
        onChange={(nextRole, nextShareIds) => {
          setRole(nextRole);
          setShareIds(nextShareIds);
        }}
      />
    </FormModal>
  );
}
