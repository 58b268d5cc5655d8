import { Alert } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";

/** Said where somebody without the right would otherwise wonder why nothing can be pressed. */
export function LookingOnly() {
  return (
    <Alert
      variant="light"
      color="gray"
      icon={<IconEye aria-hidden />}
      title="You may look, not change"
    >
      Your role does not change this. Ask somebody with the admin role.
    </Alert>
  );
}
