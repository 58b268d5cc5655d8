import { Alert } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";

/** Said where a viewer would otherwise wonder why nothing can be pressed. */
export function LookingOnly() {
  return (
    <Alert
      variant="light"
      color="gray"
      icon={<IconEye aria-hidden />}
      title="You may look, not change"
    >
      Your role is “viewer”. Ask somebody with the admin role to make changes.
    </Alert>
  );
}
