import {
  routes,
  SHARE_OPTION_DEFAULTS,
  SHARE_PRESETS,
  type ShareCreate,
} from "@larder/server/contract";
import { useNavigate } from "@tanstack/react-router";
import { t } from "../../i18n/t.ts";
import { Page } from "../../ui/page.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { ShareForm } from "./share-form.tsx";

const initial: ShareCreate = {
  name: "",
  path: "",
  createFolder: true,
  comment: "",
  enabled: true,
  hidden: false,
  readOnly: false,
  encryptionRequired: false,
  forceUid: null,
  forceGid: null,
  continuouslyAvailable: false,
  ...SHARE_OPTION_DEFAULTS,
  purpose: "general",
  ...SHARE_PRESETS.general,
  permissions: [],
};

export function ShareCreatePage() {
  const navigate = useNavigate();
  const create = useChange(routes.share.create, {
    done: ({ item }) => t("Share “{name}” created", { name: item.name }),
    onDone: () => void navigate({ to: "/shares" as never }),
  });
  return (
    <Page
      title={t("New share")}
      description={t("A folder of this box, on the network.")}
      width="form"
    >
      <ShareForm
        initial={initial}
        verb={t("Create share")}
        failed={t("The share could not be created")}
        onSave={(values) => create.mutateAsync({ body: values })}
      />
    </Page>
  );
}
