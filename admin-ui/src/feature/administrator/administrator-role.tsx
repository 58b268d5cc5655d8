import { type Administrator, type Role, routes } from "@larder/server/contract";
import { type SubmitEvent, useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { Cancelled } from "../../lib/cancelled.ts";
import type { FieldWords } from "../../lib/field-words.ts";
import { roleWords } from "../../lib/role-words.ts";
import { FormModal } from "../../ui/form-modal.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { useVersionedSave } from "../../ui/use-versioned-save.ts";
import { RoleFields } from "./role-fields.tsx";

export interface AdministratorRoleProps {
  readonly administrator: Administrator;
  readonly onClose: () => void;
}

interface RoleValues {
  readonly role: Role;
  readonly shareIds: string[] | null;
}

const FIELD_WORDS = {
  role: { label: t("Role"), say: (value) => roleWords[value as Role].name },
  shareIds: { label: t("Shares to look after"), of: "shares" },
} as const satisfies FieldWords<RoleValues>;

export function AdministratorRole({ administrator, onClose }: AdministratorRoleProps) {
  const [values, setValues] = useState<RoleValues>(valuesOf(administrator));
  const [problem, setProblem] = useState<unknown>(null);
  const params = { id: administrator.id };
  const change = useChange(routes.administrator.update, {
    done: ({ item }) => t("Role of “{name}” changed", { name: item.name }),
    onDone: onClose,
  });
  const { save } = useVersionedSave<Administrator, RoleValues>({
    thing: administrator,
    valuesOf,
    read: async () => {
      const { items } = await call(routes.administrator.list, {});
      const found = items.find(({ id }) => id === administrator.id);
      // Whoever is gone is refused when it is sent once more, in the server's words.
      return found ?? administrator;
    },
    send: async (body, ifVersion) =>
      (await change.mutateAsync({ params, body, query: { ifVersion } })).item,
    refill: setValues,
    words: FIELD_WORDS,
  });
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setProblem(null);
    try {
      await save(values);
    } catch (error) {
      if (!(error instanceof Cancelled)) setProblem(error);
    }
  };
  return (
    <FormModal
      title={t("What {name} may do", { name: administrator.name })}
      verb={t("Save role")}
      failed={t("The role could not be changed")}
      problem={problem}
      isBusy={change.isPending}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <RoleFields {...values} onChange={(role, shareIds) => setValues({ role, shareIds })} />
    </FormModal>
  );
}

function valuesOf({ role, shareIds }: Administrator): RoleValues {
  return { role, shareIds };
}
