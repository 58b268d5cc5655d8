import { routes } from "@larder/server/contract";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { t } from "../../i18n/t.ts";
import type { NewUser } from "../../lib/new-user.ts";
import { reading } from "../../lib/reading.ts";
import { ConnectHelp } from "../../ui/connect-help.tsx";
import { LiveBadge } from "../../ui/live-badge.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { SetupCard } from "./setup-card.tsx";
import type { FirstShare } from "./setup-plan.ts";

export interface ConnectStepProps {
  readonly revision: number;
  readonly user: NewUser;
  readonly share: FirstShare;
}

export function ConnectStep({ revision, user, share }: ConnectStepProps) {
  const query = useQuery(reading(routes.connect.read, {}));
  const navigate = useNavigate();
  return (
    <SetupCard
      title={t("“{name}” is ready", { name: share.name })}
      description={t("Connect as {name}, with the password you chose.", { name: user.name })}
      verb={t("Go to the dashboard")}
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({ to: "/" as never });
      }}
    >
      <LiveBadge revision={revision} withReason />
      <Loaded query={query} what={t("addresses")}>
        {(connect) => (
          <ConnectHelp
            connect={connect}
            share={share.name}
            isEncrypted={share.encryptionRequired}
            user={user.name}
          />
        )}
      </Loaded>
    </SetupCard>
  );
}
