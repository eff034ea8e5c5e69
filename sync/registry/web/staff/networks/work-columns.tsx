// How the work on a network or a page stands, as columns of a list.
import { momentText } from "../dates";
import { State } from "../parts/state";
import type { Column } from "../parts/table";
import { languages, workStates, type Summary } from "./model";

function WorkTag({ one }: { one: Summary }) {
  const { kind, text } = workStates[one.state];
  return (
    <>
      <State kind={kind}>{text}</State>
      {one.state === "scheduled" && one.publish_s !== null && <span class="quiet small"> {momentText(one.publish_s)}</span>}
      {one.published_version !== null && one.state !== "published" && <span class="quiet small"> · en tidligere udgave er på skærmene</span>}
    </>
  );
}

function lacking(one: Summary): { missing: number; old: number } {
  return Object.values(one.translations).reduce((sum, part) => ({ missing: sum.missing + part.missing, old: sum.old + part.old }), { missing: 0, old: 0 });
}

export const workColumns: Column<Summary>[] = [
  { key: "state", title: "Tilstand", sort: (one) => ["review", "draft", "scheduled", "published", "unpublished"].indexOf(one.state), cell: (one) => (
    <><WorkTag one={one} />{one.trouble !== "" && <><br /><State kind="bad">Kunne ikke udgives</State></>}</>
  ) },
  { key: "texts", title: "Sprog", sort: (one) => -(lacking(one).missing + lacking(one).old), cell: (one) => {
    const { missing, old } = lacking(one);
    if (Object.keys(one.translations).length === 0) return <span class="quiet">tælles endnu</span>;
    if (missing + old === 0) return <span class="quiet">alle {languages.length + 1} sprog</span>;
    return <span class="small">{[missing > 0 && `${missing} mangler`, old > 0 && `${old} er ældre end dansk`].filter(Boolean).join(", ")}</span>;
  } },
  { key: "changed", title: "Sidst ændret", sort: (one) => -one.changed_s, cell: (one) => (
    <span class="small">{one.changed_s > 0 ? momentText(one.changed_s) : "før udgaver blev gemt"}<br /><span class="quiet">{one.changed_by === "(import)" ? "indlæst fra fil" : one.changed_by}</span></span>
  ) },
];
