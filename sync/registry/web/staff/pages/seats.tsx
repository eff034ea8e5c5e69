// The Founding Groups: how many seats each has, and who waits for an answer.
import { api } from "../api";
import { dayText } from "../dates";
import type { Group } from "../inbox";
import { Loaded, useLoad } from "../parts/load";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { Top } from "../parts/top";
import { Link } from "../route";

// "2026-11-26T16:30" is the town's own time already.
export function meetingText(starts: string | undefined): string {
  return starts === undefined ? "Ikke aftalt" : `${dayText(`${starts.slice(0, 10)}T12:00:00Z`)} kl. ${starts.slice(11, 16).replace(":", ".")}`;
}

export function GroupState({ group }: { group: Group }) {
  if (group.state === "none") return <State kind="quiet">Ingen gruppe</State>;
  if (group.state === "held") return <State kind="quiet">Har mødtes</State>;
  return group.wanted > 0 ? <State kind="wait">Venter på svar</State> : <State kind="good">Åben</State>;
}

export default function SeatGroups() {
  const load = useLoad((signal) => api<{ groups: Group[] }>("GET", "v1/staff/seats", undefined, signal));
  return (
    <>
      <Top title="Pladser" lead="Founding Groups, og hvem der gerne vil være med." />
      <Loaded load={load}>
        {({ groups }) => (
          <Table
            caption="Founding Groups" rows={groups} keyOf={(group) => group.network} names={["gruppe", "grupper"]}
            text={groups.length > 8 ? (group) => group.title : undefined}
            empty={{ title: "Der er ingen åbne grupper", text: <p>Når et netværk inviterer til en Founding Group, står den her.</p> }}
            columns={[
              { key: "title", title: "Netværk", cell: (group) => <Link to={`/seats/${encodeURIComponent(group.network)}`}>{group.title}</Link>, sort: (group) => group.title },
              { key: "state", title: "Tilstand", cell: (group) => <GroupState group={group} /> },
              { key: "meets", title: "Mødes", cell: (group) => meetingText(group.starts), sort: (group) => group.starts ?? "9" },
              { key: "wanted", title: "Ønsker", cell: (group) => group.wanted, sort: (group) => group.wanted },
              { key: "granted", title: "Givet", cell: (group) => (group.seats === undefined ? group.granted : `${group.granted} af ${group.seats}`), sort: (group) => group.granted },
              { key: "waiting", title: "Venteliste", cell: (group) => group.waiting, sort: (group) => group.waiting },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}
