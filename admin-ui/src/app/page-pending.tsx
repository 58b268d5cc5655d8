import { LoadingRows } from "../ui/loading-rows.tsx";

export function PagePending() {
  return <LoadingRows what="the page" rows={6} />;
}
