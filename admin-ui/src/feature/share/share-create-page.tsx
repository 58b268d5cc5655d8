import { routes, type ShareCreate } from "@larder/server/contract";
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
  caseSensitive: false,
  symlinks: "inside",
  forceUid: null,
  forceGid: null,
  fileMode: 0o666,
  directoryMode: 0o777,
  accessBasedEnumeration: false,
  continuouslyAvailable: false,
  changeNotify: true,
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
