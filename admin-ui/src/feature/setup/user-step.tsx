import { useForm } from "react-hook-form";
import type { z } from "zod";
import { t } from "../../i18n/t.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { type NewUser, newUserSchema } from "../../lib/new-user.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { UserFields } from "../../ui/user-fields.tsx";
import { SetupCard } from "./setup-card.tsx";

export interface UserStepProps {
  readonly initial: NewUser;
  readonly onNext: (user: NewUser) => void;
}

export function UserStep({ initial, onNext }: UserStepProps) {
  const form = useForm<z.input<typeof newUserSchema>, unknown, NewUser>({
    resolver: formResolver(newUserSchema),
    defaultValues: initial,
  });
  const submit = form.handleSubmit(onNext);
  return (
    <SetupCard
      title={t("The first user")}
      description={t(
        "Whoever opens files needs a name and a password of their own. More can follow later.",
      )}
      verb={t("Continue")}
      onSubmit={(event) => void submit(event)}
      aside={
        <ButtonLink to="/" variant="subtle">
          {t("Do this later")}
        </ButtonLink>
      }
    >
      <UserFields form={form} />
    </SetupCard>
  );
}
