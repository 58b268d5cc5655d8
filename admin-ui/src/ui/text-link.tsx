import { Anchor, type AnchorProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

export interface TextLinkProps extends AnchorProps {
  readonly "aria-label"?: string;
  readonly to: string;
  readonly search?: Record<string, string>;
  readonly children: ReactNode;
}

export function TextLink({ to, search, children, ...rest }: TextLinkProps) {
  return (
    <Anchor
      component={Link}
      inherit={rest.size === undefined}
      to={to as never}
      search={search as never}
      {...(rest as object)}
    >
      {children}
    </Anchor>
  );
}
