import { routes } from "@larder/server/contract";
import { List } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { invalidate } from "../../lib/live-cache.ts";
import type { NewUser } from "../../lib/new-user.ts";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { SetupCard } from "./setup-card.tsx";
import { type FirstShare, firstPermissions, reviewSentences } from "./setup-plan.ts";

export interface ReviewStepProps {
  readonly user: NewUser;
  readonly share: FirstShare;
  readonly onBack: () => void;
  readonly onDone: (revision: number) => void;
}

export function ReviewStep({ user, share, onBack, onDone }: ReviewStepProps) {
  const client = useQueryClient();
  // A share that is refused must not cost a second user when it is tried again.
  const madeUserId = useRef<string>(undefined);
  const create = useMutation({
    mutationFn: async () => {
      madeUserId.current ??= (await call(routes.user.create, { body: user })).item.id;
      const { userRight: _user, everyoneRight: _everyone, ...body } = share;
      const permissions = firstPermissions(share, madeUserId.current);
      return call(routes.share.create, { body: { ...body, purpose: "general", permissions } });
    },
    onSuccess: ({ revision }) => {
      invalidate(client, "users");
      invalidate(client, "shares");
      onDone(revision);
    },
  });
  return (
    <SetupCard
      title={t("Is this right?")}
      description={t("Nothing has been made yet.")}
      verb={t("Create user and share")}
      isBusy={create.isPending}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
      onBack={create.isPending ? undefined : onBack}
    >
      <List spacing="xs">
        {reviewSentences(user, share).map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      {create.isError && (
        <ProblemAlert
          error={create.error}
          title={
            madeUserId.current === undefined
              ? t("The user could not be created")
              : t("The user is there, but the share could not be created")
          }
        />
      )}
    </SetupCard>
  );
}
