// How long what is kept, what goes in the next 30 days, and what is held back. For the secretariat.
import { useState } from "preact/hooks";
import { api } from "../api";
import { countText, dayText } from "../dates";
import { ask } from "../parts/dialog";
import { kindName } from "../parts/entry-words";
import { Icon } from "../parts/icon";
import { Loaded, useLoad } from "../parts/load";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { Hold } from "./privacy";

interface Due {
  order: number;
  kind: string;
  network: string;
  received: string;
  goes: string;
  hold?: { until: string; reason: string; who: string };
}
interface Retention {
  rules: { kind: string; days: number; does: string; reason: string }[];
  due: Due[];
  more: boolean;
  paused: boolean;
}

export default function PrivacyRetention() {
  const load = useLoad((signal) => api<Retention>("GET", "v1/staff/privacy/retention", undefined, signal));
  const [holding, setHolding] = useState<number | null>(null);
  const release = async (due: Due) => {
    const done = await ask({
      title: `Slip nummer ${due.order}?`, text: "Så slettes det, når dets tid er gået. Er den gået, sker det inden for et minut.", yes: "Slip",
      act: () => api("POST", "v1/staff/privacy/holds", { order: due.order, release: true }),
    });
    if (!done) return;
    say("Det holdes ikke tilbage mere.");
    load.again();
  };
  return (
    <>
      <Top title="Hvad slettes snart" lead="Registret sletter selv, når tiden er gået. Her er det, der går inden for 30 dage, og det, der holdes tilbage." back={{ to: "/privacy", text: "Privatliv" }} />
      <Loaded load={load}>
        {({ rules, due, more, paused }) => (
          <>
            {paused && (
              <div class="alert alert-warning" role="alert"><Icon name="warning" class="alert-icon" /><div class="alert-body">
                <p class="alert-text">Registrets ur sprang langt frem. Intet slettes, før det har gået sådan i et døgn. Se, om uret er rigtigt.</p>
              </div></div>
            )}
            <Table caption="Det, der slettes snart" rows={due} keyOf={(one) => one.order} names={["ting", "ting"]} first={{ key: "goes" }}
              empty={{ title: "Intet slettes inden for 30 dage", text: <p>Kom igen senere, eller se nedenfor, hvor længe hver slags gemmes.</p> }}
              columns={[
                { key: "goes", title: "Slettes", sort: (one) => one.goes, cell: (one) => dayText(one.goes) },
                { key: "kind", title: "Hvad", sort: (one) => kindName(one.kind), cell: (one) => <><strong>{kindName(one.kind)}</strong> nr. {one.order}<br /><span class="quiet small">{one.network}</span></> },
                { key: "received", title: "Modtaget", sort: (one) => one.received, cell: (one) => dayText(one.received) },
                { key: "hold", title: "Holdes tilbage", cell: (one) => (one.hold ? <><State kind="wait">{`til ${dayText(one.hold.until)}`}</State><br /><span class="small">{one.hold.reason} ({one.hold.who})</span></> : "nej") },
                { key: "do", title: "Handlinger", hideTitle: true, cell: (one) => (
                  <div class="row-actions">
                    <button type="button" class="function-link" onClick={() => setHolding(one.order)}><Icon name="time" />{one.hold ? "Anden dag" : "Hold tilbage"}<span class="sr-only"> for nummer {one.order}</span></button>
                    {one.hold && <button type="button" class="function-link" onClick={() => void release(one)}><Icon name="close" />Slip<span class="sr-only"> nummer {one.order}</span></button>}
                  </div>
                ) },
              ]} />
            {more && <p>Der er flere end de {countText(due.length, "viste", "viste")}.</p>}
            <section class="mt-6">
              <h2>Så længe gemmes det</h2>
              <Table caption="Hvor længe hver slags gemmes" rows={rules} keyOf={(rule) => rule.kind} names={["slags", "slags"]} empty={{ title: "Ingen regler" }}
                columns={[
                  { key: "kind", title: "Hvad", cell: (rule) => <strong>{kindName(rule.kind)}</strong> },
                  { key: "days", title: "Hvor længe", cell: (rule) => <span class="nowrap">{countText(rule.days, "dag", "dage")}</span> },
                  { key: "does", title: "Og så", cell: (rule) => rule.does },
                  { key: "reason", title: "Hvorfor så længe", cell: (rule) => rule.reason },
                ]} />
              <p class="quiet">Dagene står i registrets indstillinger. Laver I dem om, så lav også erklæringen om.</p>
            </section>
          </>
        )}
      </Loaded>
      {holding !== null && <Hold order={holding} onClose={(done) => { setHolding(null); if (done) { say(done); load.again(); } }} />}
    </>
  );
}
