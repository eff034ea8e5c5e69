// All networks: how the work on each stands.
import { useMemo, useState } from "preact/hooks";
import { api } from "../api";
import { kinds, nameOf, statuses, workStates, type Network, type Summary, type WorkState } from "../networks/model";
import { workColumns } from "../networks/work-columns";
import { SelectField } from "../parts/form";
import { Icon } from "../parts/icon";
import { Loaded, useLoad } from "../parts/load";
import { Table, type Column } from "../parts/table";
import { Top } from "../parts/top";
import { go, Link, place, setSearch } from "../route";
import { mayDo, session } from "../session";

const columns: Column<Summary>[] = [
  { key: "title", title: "Netværk", sort: (one) => one.title, cell: (one) => (
    <>{one.mine ? <Link to={`/networks/${one.id}`}>{one.title || one.id}</Link> : <strong>{one.title || one.id}</strong>}<br /><span class="quiet small">{nameOf(kinds, one.kind)} · {nameOf(statuses, one.status).toLowerCase()}</span></>
  ) },
  ...workColumns,
];

export default function Networks() {
  const load = useLoad((signal) => api<{ networks: Summary[] }>("GET", "v1/staff/networks", undefined, signal));
  const search = place.value.search;
  const who = session.value;
  const isEditor = who?.role === "editor";
  const [state, setState] = useState<WorkState | "">((search.get("state") ?? "") as WorkState | "");
  const [kind, setKind] = useState<Network["kind"] | "">((search.get("kind") ?? "") as Network["kind"] | "");
  const [whose, setWhose] = useState<"" | "mine">((search.get("whose") ?? (isEditor ? "mine" : "")) as "" | "mine");
  const choose = (next: { state?: typeof state; kind?: typeof kind; whose?: typeof whose }) => {
    const all = { state, kind, whose, ...next };
    setState(all.state);
    setKind(all.kind);
    setWhose(all.whose);
    setSearch(all);
  };
  const shown = useMemo(() => (load.data?.networks ?? []).filter((one) =>
    (state === "" || one.state === state) && (kind === "" || one.kind === kind) && (whose === "" || !isEditor || one.mine)), [load.data, state, kind, whose]);
  return (
    <>
      <Top title="Netværk" lead="Det, skærmene og borgernes telefoner viser.">
        {who && mayDo(who.role, "secretariat") && <button type="button" class="button button-primary" onClick={() => go("/networks/new")}><Icon name="add" />Nyt netværk</button>}
      </Top>
      <Loaded load={load} what="Henter netværk">
        {({ networks }) => (
          <Table caption="Netværk" rows={shown} columns={columns} keyOf={(one) => one.id} text={(one) => `${one.title} ${one.id} ${one.changed_by}`} searchLabel="Søg i titler"
            names={["netværk", "netværk"]}
            filters={
              <>
                <SelectField id="filter-state" label="Tilstand" value={state} onValue={(value) => choose({ state: value })} choices={[["", "Alle"], ...Object.entries(workStates).map(([key, one]) => [key as WorkState, one.text] as const)]} />
                <SelectField id="filter-kind" label="Slags" value={kind} onValue={(value) => choose({ kind: value })} choices={[["", "Alle"], ...kinds]} />
                {isEditor && <SelectField id="filter-whose" label="Hvis" value={whose} onValue={(value) => choose({ whose: value })} choices={[["mine", "Mine egne"], ["", "Alle"]]} />}
              </>
            }
            empty={networks.length > 0
              ? { title: "Ingen netværk passer til det, du har valgt", text: <p><button type="button" class="function-link" onClick={() => choose({ state: "", kind: "", whose: "" })}>Vis alle</button></p> }
              : { title: "Der er ingen netværk endnu", text: <p>Lav det første, så ser du det på skærmen, når du udgiver det.</p> }} />
        )}
      </Loaded>
      <p class="quiet small">Tal om sprog er tekster, der mangler, eller som er oversat, før den danske blev ændret.</p>
    </>
  );
}
