import { routes, type Share } from "@larder/server/contract";
import { Button } from "@mantine/core";
import { IconTrashX } from "@tabler/icons-react";
import { t } from "../../i18n/t.ts";
import { useChange } from "../../ui/use-change.tsx";

/** Empties the bin of a share, which goes on as a job when the page is left. */
export function BinEmptying({ share }: { readonly share: Share }) {
  const empty = useChange(routes.share.emptyBin, {
    done: () => t("The recycle bin of “{name}” is being emptied; see Jobs", { name: share.name }),
    failed: t("The recycle bin could not be emptied"),
  });
  return (
    <Button
      variant="default"
      leftSection={<IconTrashX size={16} aria-hidden />}
      loading={empty.isPending}
      onClick={() => empty.mutate({ params: { id: share.id }, body: { user: null } })}
    >
      {t("Empty the recycle bin")}
    </Button>
  );
}
