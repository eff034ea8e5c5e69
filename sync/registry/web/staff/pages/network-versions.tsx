// The versions of a network or a page: who changed what, any two compared, and any one brought back.
import { useMemo, useState } from "preact/hooks";
import { api } from "../api";
import { momentText } from "../dates";
import type { Site, Whole } from "../networks/model";
import { networkThing } from "../networks/network-thing";
import type { Thing } from "../networks/thing";
import type { PageProps } from "../pages";
import { ask } from "../parts/dialog";
import { SelectField } from "../parts/form";
import { Icon } from "../parts/icon";
import { Loaded, Nothing, useLoad } from "../parts/load";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { go } from "../route";

interface Version {
  version: number;
  made_s: number;
  who: string;
  how: "import" | "save" | "restore";
  parent: number;
  source: number;
  published_s?: number;
  published_by?: string;
}

const hows: Record<Version["how"], string> = { import: "indlæst fra fil", save: "gemt", restore: "hentet frem" };
const whoText = (who: string) => (who === "(import)" ? "Indlæsning" : who);

export default function NetworkVersions({ words }: PageProps) {
  return <VersionsPage thing={networkThing} words={words} />;
}

export function VersionsPage<T>({ thing, words }: PageProps & { thing: Thing<T> }) {
  const id = words["id"] ?? "";
  const load = useLoad(async (signal) => {
    const [list, whole, site] = await Promise.all([
      api<{ versions: Version[] }>("GET", `${thing.versions}/${id}`, undefined, signal),
      api<Whole<T>>("GET", `${thing.api}/${id}`, undefined, signal),
      api<Site>("GET", "v1/staff/site", undefined, signal),
    ]);
    return { versions: list.versions, whole, site };
  }, [id]);
  return (
    <>
      <Top title="Tidligere udgaver" lead={load.data?.whole.title} back={{ to: `${thing.path}/${id}`, text: `Tilbage til ${thing.words.the}` }} />
      <Loaded load={load} what="Henter udgaver">
        {({ versions, whole, site }) => <Versions thing={thing} id={id} versions={versions} whole={whole} site={site} />}
      </Loaded>
    </>
  );
}

function Versions<T>({ thing, id, versions, whole, site }: { thing: Thing<T>; id: string; versions: Version[]; whole: Whole<T>; site: Site }) {
  const newest = versions[0]?.version ?? 1;
  const [before, setBefore] = useState(String(versions[0]?.parent || versions[1]?.version || newest));
  const [after, setAfter] = useState(String(newest));
  const restore = async (one: Version) => {
    const yes = await ask({
      title: `Hent udgave ${one.version} frem?`, yes: "Hent den frem",
      text: "Den bliver en ny kladde med samme indhold. Intet går tabt, og skærmene viser det samme som nu, til du udgiver.",
      act: () => api("POST", `${thing.api}/${id}`, { do: "restore", version: one.version }),
    });
    if (!yes) return;
    say(`Udgave ${one.version} er hentet frem som kladde.`);
    go(`${thing.path}/${id}`);
  };
  const name = (one: Version) => `${one.version}: ${whoText(one.who)}, ${one.made_s > 0 ? momentText(one.made_s) : "før udgaver blev gemt"}`;
  const choices = versions.map((one) => [String(one.version), name(one)] as const);
  return (
    <>
      <Table caption="Udgaver" rows={versions} keyOf={(one) => one.version} names={["udgave", "udgaver"]} empty={{ title: "Ingen udgaver endnu" }}
        columns={[
          { key: "version", title: "Udgave", sort: (one) => one.version, cell: (one) => <strong>{one.version}</strong> },
          { key: "made", title: "Hvornår", sort: (one) => one.made_s, cell: (one) => (one.made_s > 0 ? momentText(one.made_s) : "før udgaver blev gemt") },
          { key: "who", title: "Hvem", sort: (one) => one.who, cell: (one) => <>{whoText(one.who)}<br /><span class="quiet small">{hows[one.how]}{one.how === "restore" && ` fra udgave ${one.source}`}</span></> },
          { key: "part", title: "Tilstand", cell: (one) => (
            one.version === whole.published_version ? <State kind="good">På skærmene</State>
            : one.version === whole.scheduled_version ? <State kind="news">Udgives senere</State>
            : one.version === whole.version ? <State kind="wait">Kladden</State>
            : one.published_s ? <span class="quiet small">udgivet {momentText(one.published_s)}</span> : ""
          ) },
          { key: "do", title: "Handlinger", hideTitle: true, cell: (one) => (
            <div class="row-actions">
              <button type="button" class="function-link" onClick={() => { setBefore(String(one.parent || one.version)); setAfter(String(one.version)); document.getElementById("compare")?.scrollIntoView(); document.getElementById("compare")?.focus(); }}><Icon name="visible" />Se ændringer<span class="sr-only"> i udgave {one.version}</span></button>
              {one.version !== whole.version && <button type="button" class="function-link" onClick={() => void restore(one)}><Icon name="refresh" />Hent frem<span class="sr-only"> udgave {one.version}</span></button>}
            </div>
          ) },
        ]} />
      <h2 id="compare" tabIndex={-1}>Sammenlign to udgaver</h2>
      <div class="tools">
        <SelectField id="compare-before" label="Fra" value={before} onValue={setBefore} choices={choices} />
        <SelectField id="compare-after" label="Til" value={after} onValue={setAfter} choices={choices} />
      </div>
      <Compared key={`${before}-${after}`} thing={thing} id={id} before={before} after={after} site={site} />
    </>
  );
}

function Compared<T>({ thing, id, before, after, site }: { thing: Thing<T>; id: string; before: string; after: string; site: Site }) {
  const load = useLoad(async (signal) => {
    const fetchOne = (version: string) => api<{ body: T }>("GET", `${thing.versions}/${id}?version=${version}`, undefined, signal);
    const [one, other] = await Promise.all([fetchOne(before), fetchOne(after)]);
    return { one: one.body, other: other.body };
  }, [id, before, after]);
  return (
    <Loaded load={load} what="Sammenligner" sentences={{ not_found: "Den udgave er ikke gemt mere." }}>
      {({ one, other }) => <Changes thing={thing} one={one} other={other} site={site} />}
    </Loaded>
  );
}

function Changes<T>({ thing, one, other, site }: { thing: Thing<T>; one: T; other: T; site: Site }) {
  const found = useMemo(() => thing.changes(one, other, site), [one, other]);
  if (found.length === 0) return <Nothing title="De to udgaver er ens" />;
  return (
    <table class="table table-md-responsive-headers compared">
      <caption class="sr-only">Forskelle felt for felt</caption>
      <thead><tr><th scope="col">Felt</th><th scope="col">Før</th><th scope="col">Efter</th></tr></thead>
      <tbody>
        {found.map(({ pointer, name, before, after }) => (
          <tr key={pointer}>
            <td data-title="Felt"><strong>{name}</strong></td>
            <td data-title="Før"><del>{before}</del></td>
            <td data-title="Efter"><ins>{after}</ins></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
