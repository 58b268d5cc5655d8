import { IconMapQuestion } from "@tabler/icons-react";
import { ButtonLink } from "../ui/button-link.tsx";
import { NothingYet } from "../ui/nothing-yet.tsx";

export function LostPage() {
  return (
    <main>
      <NothingYet
        icon={<IconMapQuestion size={28} />}
        title="There is no such page"
        description="The address may be mistyped, or what it pointed to has been deleted."
        action={<ButtonLink to="/">Go to the dashboard</ButtonLink>}
      />
    </main>
  );
}
