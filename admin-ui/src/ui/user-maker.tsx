import { routes } from "@larder/server/contract";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { t } from "../i18n/t.ts";
import { formResolver } from "../lib/form-resolver.ts";
import { type NewUser, newUserSchema } from "../lib/new-user.ts";
import { FormModal } from "./form-modal.tsx";
import { useChange } from "./use-change.tsx";
import { useFormSave } from "./use-form-save.ts";
import { UserFields } from "./user-fields.tsx";

export interface UserMakerProps {
  readonly onMade: (id: string) => void;
  readonly onClose: () => void;
}

/** A user, made where one is missing: whoever fills in another form need not leave it. */
export function UserMaker({ onMade, onClose }: UserMakerProps) {
  const form = useForm<z.input<typeof newUserSchema>, unknown, NewUser>({
    resolver: formResolver(newUserSchema),
    defaultValues: { name: "", fullName: "", password: "" },
  });
  const create = useChange(routes.user.create, {
    done: ({ item }) => t("User “{name}” created", { name: item.name }),
    onDone: ({ item }) => onMade(item.id),
  });
  const { save, problem } = useFormSave(form, (body) => create.mutateAsync({ body }));
  const { isSubmitting } = form.formState;
  return (
    <FormModal
      title={t("New user")}
      verb={t("Create user")}
      failed={t("The user could not be created")}
      problem={problem}
      isBusy={isSubmitting}
      onSubmit={save}
      onClose={onClose}
    >
      <UserFields form={form} isFocused />
    </FormModal>
  );
}
