// The seats of one Founding Group: who has one, who waits, and how many are free.
import { api, sentenceOf } from "../api";
import { countText, momentText } from "../dates";
import { comesAsNames, stateKind, statusNames, type Entry, type Seats, type Status } from "../inbox";
import { ask } from "../parts/dialog";
import { Icon } from "../parts/icon";
import { Loaded, useLoad } from "../parts/load";
import { useSeatReply } from "../parts/seat";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import type { PageProps } from "../pages";
import { Link } from "../route";
import { meetingText } from "./seats";

type Wish = Entry & { status: Status };

const choices: Record<string, [Status, string][]> = {
  wanted: [["granted", "Giv plads"], ["waiting_list", "Sæt på venteliste"], ["declined", "Giv afslag"]],
  waiting_list: [["granted", "Giv plads"], ["declined", "Giv afslag"]],
  granted: [["waiting_list", "Flyt til venteliste"], ["declined", "Tag pladsen tilbage"]],
  declined: [["granted", "Giv plads"], ["waiting_list", "Sæt på venteliste"]],
};

function Facts({ seats }: { seats: Seats }) {
  return (
    <div class="sheet">
      <dl class="facts">
        <dt>Mødes</dt><dd>{meetingText(seats.starts)}{seats.place && `, ${seats.place}`}</dd>
        <dt>Pladser</dt>
        <dd>
          {seats.seats === undefined ? `${seats.granted} givet. Netværket siger ikke, hvor mange der er.` : `${seats.granted} af ${seats.seats} givet, ${seats.free ?? 0} fri`}
          {seats.seats !== undefined && <div class="meter" aria-hidden="true"><span style={{ width: `${Math.min(100, (seats.granted / seats.seats) * 100)}%` }} /></div>}
        </dd>
        <dt>Venteliste</dt><dd>{seats.waiting}</dd>
        <dt>Mangler svar</dt><dd>{seats.wanted}</dd>
      </dl>
      <p class="quiet small mt-5">Bliver en plads fri, går den af sig selv videre til den første på ventelisten, og den, der har skrevet en mailadresse, får besked.</p>
    </div>
  );
}

export default function SeatsOne({ words }: PageProps) {
  const network = words.network ?? "";
  const path = `v1/staff/seats/${encodeURIComponent(network)}`;
  const load = useLoad((signal) => api<Seats>("GET", path, undefined, signal), [network]);
  const { reply, question } = useSeatReply();
  const decide = async (wish: Wish, status: Status, name: string) => {
    try {
      if (status === "declined" && !(await ask({ title: `${name}?`, text: "Borgeren kan se svaret med sin kvitteringskode. Har de haft en plads, går den videre til den næste på ventelisten.", yes: name, danger: true }))) return;
      if (await reply({ order: wish.order, status, base: wish.version })) say(`Gemt: ${statusNames[status]}.`);
    } catch (problem) {
      say(sentenceOf(problem), "error");
    }
    load.again();
  };
  const give = async () => {
    const done = await ask({
      title: "Giv de ledige pladser?",
      text: "De ledige pladser gives i den rækkefølge, de er ønsket. Alle andre kommer på ventelisten.",
      yes: "Giv pladserne",
      act: () => api("POST", path, { do: "give" }),
    });
    if (done) say("Pladserne er givet.");
    load.again();
  };
  const due = (seats: Seats) => seats.state === "open" && seats.seats !== undefined && (seats.wanted > 0 || ((seats.free ?? 0) > 0 && seats.waiting > 0));
  return (
    <>
      <Top title={load.data?.title ?? "Pladser"} lead="Pladser i Founding Group" back={{ to: "/seats", text: "Alle grupper" }}>
        {load.data && due(load.data) && <button type="button" class="button button-primary" onClick={() => void give()}><Icon name="groups" />Giv de ledige pladser i rækkefølge</button>}
      </Top>
      <Loaded load={load} sentences={{ not_found: "Det netværk er der ingen ønsker om plads i." }}>
        {(seats) => (
          <>
            <Facts seats={seats} />
            <Table<Wish>
              caption="Ønsker om plads" rows={seats.entries} keyOf={(wish) => wish.order} names={["ønske", "ønsker"]}
              empty={{ title: "Ingen har ønsket en plads endnu" }}
              columns={[
                { key: "order", title: "Nr.", cell: (wish) => <Link to={`/inbox/${wish.order}`}>{String(wish.order)}</Link>, sort: (wish) => wish.order },
                { key: "name", title: "Navn", cell: (wish) => <span class="typed" dir="auto">{wish.name}</span>, sort: (wish) => wish.name },
                { key: "as", title: "Kommer som", cell: (wish) => comesAsNames[wish.comes_as ?? ""] ?? "", sort: (wish) => comesAsNames[wish.comes_as ?? ""] ?? "" },
                { key: "brings", title: "Har med", cell: (wish) => <span class="typed" dir="auto">{wish.brings}</span> },
                { key: "received", title: "Ønsket", cell: (wish) => momentText(wish.received), sort: (wish) => wish.received },
                { key: "status", title: "Status", cell: (wish) => <State kind={stateKind({ status: wish.status })}>{wish.place ? `Venteliste, nr. ${wish.place}` : statusNames[wish.status]}</State>, sort: (wish) => wish.status },
                {
                  key: "do", title: "Gør noget", hideTitle: true,
                  cell: (wish) => (
                    <div class="row-actions">
                      {(choices[wish.status] ?? []).map(([status, name]) => (
                        <button key={status} type="button" class="function-link" aria-label={`${name}: ${wish.name}`} onClick={() => void decide(wish, status, name)}>{name}</button>
                      ))}
                    </div>
                  ),
                },
              ]}
            />
            <p class="quiet small">{countText(seats.entries.length, "person", "personer")} i den rækkefølge, de ønskede plads.</p>
          </>
        )}
      </Loaded>
      {question}
    </>
  );
}
