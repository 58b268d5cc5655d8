import {
  routes,
  SHARE_OPTION_DEFAULTS,
  SHARE_PRESETS,
  type ShareCreate,
} from "@larder/server/contract";
import { useNavigate } from "@tanstack/react-router";
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
    done: ({ item }) => `Share “${item.name}” created`,
    onDone: () => void navigate({ to: "/shares" as never }),
  });
  return (
    <Page title="New share" description="A folder of this box, on the network." width="form">
      <ShareForm
        initial={initial}
        verb="Create share"
        failed="The share could not be created"
        onSave={(values) => create.mutateAsync({ body: values })}
      />
    </Page>
  );
}
