// An editorial page's versions.
import { pageThing } from "../networks/page-thing";
import type { PageProps } from "../pages";
import { VersionsPage } from "./network-versions";

export default function EditorialVersions({ words }: PageProps) {
  return <VersionsPage thing={pageThing} words={words} />;
}
