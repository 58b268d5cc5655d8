import { Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

export interface MenuLinkProps {
  readonly to: string;
  readonly search?: Record<string, string>;
  readonly children: ReactNode;
}

export function MenuLink({ to, search, children }: MenuLinkProps) {
  return (
    <Menu.Item component={Link} to={to as never} search={search as never}>
      {children}
    </Menu.Item>
  );
}
