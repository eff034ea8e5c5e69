// Mails that wait or could not be sent, and who is told when something is wrong.
import { api, sentenceOf } from "../api";
import { agoText, countText, lengthText, momentText } from "../dates";
import { ask } from "../parts/dialog";
import { Icon } from "../parts/icon";
import { Loaded, useEvery, useLoad } from "../parts/load";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { Link } from "../route";

interface Aside { number: number; to: string; subject: string; queued: string; why: string }
interface Mail { can_send: boolean; trouble?: string; waiting: number; oldest?: string; aside: Aside[] }
interface Alert { kind: string; kiosk?: string; name?: string; since: string }
interface Alerts { alerts: Alert[]; to: string[]; silent_minutes: number; entry_minutes: number; certificate_days: number; disk_mib: number; disk_percent: number }

const LOOK_EVERY_S = 15;

function diskText({ disk_mib: mib, disk_percent: percent }: Alerts): string {
  const bounds = [...(percent > 0 ? [`${percent} procent`] : []), ...(mib > 0 ? [`${mib} MiB`] : [])];
  return bounds.length > 0 ? `under ${bounds.join(" eller ")} fri` : "slået fra";
}

const troubles: Record<string, string> = {
  "no connection": "mailserveren svarer ikke",
  "no answer": "mailserveren svarer ikke i tide",
  "no TLS": "mailserveren tilbyder ikke en sikker forbindelse",
  "certificate": "mailserverens certifikat kan ikke genkendes",
  "sign-in refused": "mailserveren kender ikke brugeren eller adgangskoden",
};
const kinds: Record<string, string> = {
  silent: "er tavs i åbningstiden", entry: "har noget liggende, som ikke er sendt", certificate: "ser et certifikat, der snart udløber", copied: "er måske kopieret", disk: "Registrets disk er næsten fuld",
};

function whyText(why: string): string {
  if (why === "550" || why === "551" || why === "553") return `Adressen findes ikke (${why})`;
  if (/^5/.test(why)) return `Modtageren sagde nej (${why})`;
  return why === "not sent" ? "Den kunne ikke sendes i tre dage" : `Den kunne ikke sendes i tre dage (${why})`;
}

function Queue({ mail, again }: { mail: Mail; again: () => void }) {
  const decide = async (one: Aside, deed: "again" | "drop") => {
    await api("POST", "v1/staff/mail", { number: one.number, do: deed });
    say(deed === "again" ? "Den bliver prøvet igen." : "Mailen er slettet.");
    again();
  };
  const drop = (one: Aside) => ask({ title: "Slet mailen?", text: `${one.to} får ikke »${one.subject}«.`, yes: "Slet mailen", danger: true, act: () => decide(one, "drop") });
  return (
    <section class="sheet" aria-labelledby="queue">
      <h2 id="queue">Mails</h2>
      <p>
        {!mail.can_send ? <State kind="quiet">Ikke sat op</State> : mail.trouble ? <State kind="bad">Kan ikke sende</State> : <State kind="good">Sender</State>}{" "}
        {!mail.can_send && "Der er ingen mailserver i registrets indstillinger, så ingen mails bliver sendt. "}
        {mail.trouble && `Lige nu: ${troubles[mail.trouble] ?? mail.trouble}. Mails venter og bliver sendt, når det virker igen. `}
        {mail.waiting === 0 ? "Ingen venter." : `${countText(mail.waiting, "mail venter", "mails venter")}${mail.oldest ? `, den ældste siden ${momentText(mail.oldest)}` : ""}.`}
      </p>
      <h3>Kunne ikke sendes</h3>
      <Table caption="Mails, der ikke kunne sendes" names={["mail", "mails"]} rows={mail.aside} keyOf={(one) => one.number}
        empty={{ title: mail.can_send ? "Alle mails er nået frem til mailserveren" : "Ingen mails er lagt til side" }}
        columns={[
          { key: "to", title: "Til", cell: (one) => one.to },
          { key: "subject", title: "Emne", cell: (one) => one.subject },
          { key: "queued", title: "Skrevet", cell: (one) => agoText(one.queued) },
          { key: "why", title: "Hvorfor", cell: (one) => whyText(one.why) },
          { key: "do", title: "Handlinger", hideTitle: true, cell: (one) => (
            <div class="row-actions">
              <button type="button" class="function-link" aria-label={`Prøv igen til ${one.to}`} onClick={() => void decide(one, "again").catch((error: unknown) => say(sentenceOf(error), "error"))}><Icon name="refresh" />Prøv igen</button>
              <button type="button" class="function-link" aria-label={`Slet mailen til ${one.to}`} onClick={() => void drop(one)}><Icon name="remove" />Slet</button>
            </div>
          ) },
        ]} />
    </section>
  );
}

function WhoIsTold({ told }: { told: Alerts }) {
  return (
    <section class="sheet" aria-labelledby="told">
      <h2 id="told">Varsler</h2>
      {told.alerts.length === 0 ? <p>Der er ikke noget galt lige nu.</p> : (
        <ul>
          {told.alerts.map((one) => (
            <li key={`${one.kind} ${one.kiosk ?? ""}`}>{one.kiosk && <><Link to={`/kiosks/${one.kiosk}`}>{one.name}</Link> </>}{kinds[one.kind] ?? one.kind} siden {momentText(one.since)}</li>
          ))}
        </ul>
      )}
      <dl class="facts">
        <dt>Mail går til</dt><dd>{told.to.length > 0 ? told.to.join(", ") : "ingen"}</dd>
        <dt>Når en kiosk er tavs</dt><dd>{told.silent_minutes > 0 ? `i ${lengthText(told.silent_minutes * 60)} af åbningstiden` : "slået fra"}</dd>
        <dt>Når noget venter</dt><dd>{told.entry_minutes > 0 ? `i ${lengthText(told.entry_minutes * 60)}` : "slået fra"}</dd>
        <dt>Når et certifikat udløber</dt><dd>{told.certificate_days > 0 ? `inden for ${countText(told.certificate_days, "dag", "dage")}` : "slået fra"}</dd>
        <dt>Når registrets disk er næsten fuld</dt><dd>{diskText(told)}</dd>
      </dl>
      <p class="quiet small">Der kommer én mail, når det begynder, og én, når det er forbi. Det bliver ændret i registrets indstillinger, af den, der passer det.</p>
    </section>
  );
}

export default function Mails() {
  const mail = useLoad((signal) => api<Mail>("GET", "v1/staff/mail", undefined, signal));
  const told = useLoad((signal) => api<Alerts>("GET", "v1/staff/alerts", undefined, signal));
  useEvery(LOOK_EVERY_S, told.again);
  return (
    <>
      <Top title="Varsler og mails" lead="Hvem får besked, når noget er galt, og når mails frem?" />
      <Loaded load={told}>{(data) => <WhoIsTold told={data} />}</Loaded>
      <Loaded load={mail}>{(data) => <Queue mail={data} again={mail.again} />}</Loaded>
    </>
  );
}
