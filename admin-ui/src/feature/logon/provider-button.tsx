import { routes } from "@larder/server/contract";
import { Button, Divider } from "@mantine/core";
import { IconLogin2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { reading } from "../../lib/reading.ts";
import { keepPendingLogon } from "./pending-logon.ts";

export interface ProviderButtonProps {
  /** Where to go once signed in. */
  readonly to: string;
  readonly onProblem: (problem: unknown) => void;
}

/** The other way to sign in, where the box has one. */
export function ProviderButton({ to, onProblem }: ProviderButtonProps) {
  const offer = useQuery(reading(routes.identityProvider.offer, {})).data;
  const [isBusy, setIsBusy] = useState(false);
  if (!offer?.enabled) return null;
  const label = t("Sign in with {label}", { label: offer.label || "the identity provider" });
  const icon = <IconLogin2 size={18} aria-hidden />;
  const begin = async () => {
    setIsBusy(true);
    try {
      const { url, ticket } = await call(routes.identityProvider.begin, {});
      keepPendingLogon({ ticket, to });
      window.location.assign(url);
    } catch (error) {
      onProblem(error);
      setIsBusy(false);
    }
  };
  return (
    <>
      <Divider label={t("or")} />
      {offer.origin === window.location.origin ? (
        <Button
          variant="default"
          fullWidth
          leftSection={icon}
          loading={isBusy}
          onClick={() => void begin()}
        >
          {label}
        </Button>
      ) : (
        <Button
          component="a"
          href={`${offer.origin}/logon`}
          variant="default"
          fullWidth
          leftSection={icon}
        >
          {label}
        </Button>
      )}
    </>
  );
}
