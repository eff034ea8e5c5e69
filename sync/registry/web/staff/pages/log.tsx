// Who did what to what, and when. For administrators.
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import { momentText } from "../dates";
import { SelectField, TextField } from "../parts/form";
import { Failed, Nothing, Waiting } from "../parts/load";
import { Top } from "../parts/top";
import { place, setSearch } from "../route";

interface Row {
  number: number;
  at: string;
  who: string;
  what: string;
  target: string;
}

// What each word of the log means; one that is not here is shown as it stands.
const deeds: Record<string, string> = {
  "session.begin": "loggede ind", "session.end": "loggede ud", "session.refused": "blev ikke lukket ind", "session.proof": "viste igen, hvem det er", "session.others_end": "loggede ud andre steder",
  "user.add": "lagde en bruger til", "user.invite": "inviterede", "user.uninvite": "trak en invitation tilbage", "user.welcome": "fulgte sin invitation",
  "user.role": "ændrede en rolle", "user.disable": "lukkede for en bruger", "user.enable": "åbnede for en bruger",
  "user.totp": "satte en telefon op", "user.totp_reset": "nulstillede en telefon", "user.password": "skiftede en adgangskode",
  "user.mail": "ændrede mailadressen til besked om sit login",
  "entry.read": "læste det, borgere har skrevet", "entry.answer": "svarede en borger", "entry.correct": "rettede noget, en borger har skrevet",
  "entry.erase": "slettede noget, en borger har skrevet", "entry.expire": "slettede, da tiden var gået", "entry.hold": "holdt noget tilbage",
  "entry.release": "holdt ikke noget tilbage mere", "entry.refuse": "afviste at slette",
  "idea.read": "læste idéer", "idea.change": "ændrede en idé", "idea.publish": "hængte en idé op", "idea.unpublish": "tog en idé ned",
  "idea.join": "samlede to idéer", "idea.part": "skilte to idéer ad",
  "entry.export": "hentede indbakken som regneark", "seats.read": "så, hvem der har ønsket plads", "seats.give": "gav de ledige pladser",
  "meetings.export": "hentede møderne som kalender",
  "kiosk.look": "så på en kiosks skærm", "kiosk.invite": "lagde en kiosk til", "kiosk.accept": "tog en kiosk ind", "kiosk.refuse": "afviste en kiosk",
  "kiosk.revoke": "lukkede for en kiosk", "kiosk.rename": "gav en kiosk et andet navn", "kiosk.rotate": "gav en kiosk en ny nøgle",
  "kiosk.trust": "ændrede, hvem kioskerne stoler på", "content.import": "indlæste indhold fra en fil", "content.replace": "erstattede ved en indlæsning det, personalet havde ændret om huset",
  "site.change": "ændrede, hvad huset siger om sig selv", "page.create": "begyndte en side", "page.save": "gemte en side", "page.review": "sendte en side til gennemsyn", "page.return": "sendte en side tilbage",
  "page.publish": "udgav en side", "page.schedule": "planlagde at udgive en side", "page.unschedule": "aflyste at udgive en side",
  "page.publish_scheduled": "fik en side udgivet efter planen", "page.schedule_failed": "fik ikke en side udgivet efter planen",
  "page.unpublish": "tog en side af skærmene", "page.order": "gav siderne en anden rækkefølge", "page.restore": "hentede en tidligere udgave af en side frem", "page.discard": "kasserede en side",
  "network.create": "begyndte et netværk", "network.save": "gemte et netværk", "network.review": "sendte et netværk til gennemsyn",
  "network.return": "sendte et netværk tilbage", "network.publish": "udgav et netværk", "network.schedule": "planlagde en udgivelse",
  "network.unschedule": "aflyste en udgivelse", "network.publish_scheduled": "fik udgivet efter planen", "network.schedule_failed": "fik ikke udgivet efter planen",
  "network.unpublish": "tog et netværk af skærmene", "network.discard": "kasserede et netværk", "network.restore": "hentede en tidligere udgave frem", "picture.upload": "lagde et billede op",
  "privacy.search": "ledte efter en person", "privacy.export": "hentede det, en person har givet", "notice.publish": "udgav en erklæring",
  "mail.read": "så e-mailkøen", "mail.again": "sendte en e-mail igen", "mail.drop": "opgav en e-mail",
};
const targets: Record<string, string> = {
  password: "med adgangskode", code: "med kode fra telefon", "recovery code": "med en nødkode", "repeated code": "med en kode, der var brugt", invitation: "med et link", oidc: "med kommunens login",
  more: "flere gange, som ikke står her", all: "alle", one: "ét sted",
};
const areas = [
  ["", "Alt"], ["session", "Log ind og ud"], ["user", "Brugere"], ["entry", "Borgernes henvendelser"], ["idea", "Idéer"], ["seats", "Pladser"],
  ["network", "Netværk"], ["page", "Sider"], ["kiosk", "Kiosker"], ["privacy", "Privatliv"], ["mail", "E-mail"],
] as const;
const spans = [["", "Altid"], ["1", "Det sidste døgn"], ["7", "De sidste 7 dage"], ["30", "De sidste 30 dage"]] as const;

export default function Log() {
  const search = place.value.search;
  const [who, setWho] = useState(search.get("who") ?? "");
  const [what, setWhat] = useState(search.get("what") ?? "");
  const [days, setDays] = useState(search.get("days") ?? "");
  const [entry, setEntry] = useState(search.get("entry") ?? "");
  const [rows, setRows] = useState<Row[]>([]);
  const [more, setMore] = useState(false);
  const [state, setState] = useState<"busy" | "there">("busy");
  const [error, setError] = useState<unknown>(null);

  const fetchRows = async (before: number, signal?: AbortSignal) => {
    const asked = new URLSearchParams({ limit: "100", ...(before > 0 ? { before: String(before) } : {}), ...(who ? { who } : {}), ...(what ? { what } : {}), ...(/^\d+$/.test(entry.trim()) ? { entry: entry.trim() } : {}) });
    if (days) asked.set("from_s", String(Math.floor(Date.now() / 1000) - Number(days) * 86_400));
    setState("busy");
    try {
      const page = await api<{ log: Row[]; more: boolean }>("GET", `v1/staff/log?${asked}`, undefined, signal);
      setRows((old) => (before > 0 ? [...old, ...page.log] : page.log));
      setMore(page.more);
      setError(null);
    } catch (problem) {
      if (signal?.aborted) return;
      setError(problem);
    }
    setState("there");
  };
  useEffect(() => {
    setSearch({ who, what, days, entry });
    const abort = new AbortController();
    // A name is typed letter by letter.
    const timer = setTimeout(() => void fetchRows(0, abort.signal), 300);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [who, what, days, entry]);

  return (
    <>
      <Top title="Hvem gjorde hvad" lead="Alt, personalet har set og ændret. Loggen kan ikke rettes, og af borgerne står der kun numre." />
      <div class="tools">
        <SelectField id="log-what" label="Hvad" value={what} onValue={setWhat} choices={areas} />
        <SelectField id="log-days" label="Hvornår" value={days} onValue={setDays} choices={spans} />
        <TextField id="log-who" label="Hvem (hele navnet)" value={who} onValue={setWho} />
        <TextField id="log-entry" label="Henvendelse nr." value={entry} onValue={setEntry} inputMode="numeric" />
      </div>
      {error !== null && <Failed error={error} again={() => void fetchRows(0)} />}
      {rows.length > 0 && (
        <table class="table table-md-responsive-headers">
          <caption class="sr-only">Loggen, det nyeste først</caption>
          <thead><tr><th scope="col">Hvornår</th><th scope="col">Hvem</th><th scope="col">Hvad</th><th scope="col">Hvilken</th></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.number}>
                <td data-title="Hvornår" class="nowrap"><time dateTime={row.at}>{momentText(row.at)}</time></td>
                <td data-title="Hvem">{row.who === "(command line)" ? <em>Kommandolinjen</em> : row.who === "(retention)" ? <em>Registret selv</em> : row.who === "(oidc)" ? <em>Kommunens konti</em> : row.who === "(unknown)" ? <em>Ukendt navn</em> : <button type="button" class="function-link" onClick={() => setWho(row.who)}>{row.who}</button>}</td>
                <td data-title="Hvad">{deeds[row.what] ?? row.what}</td>
                <td data-title="Hvilken">{targets[row.target] ?? row.target}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {state === "busy" && <Waiting />}
      {state === "there" && error === null && rows.length === 0 && <Nothing title="Intet passer til det, du har valgt"><p>Vælg mindre, eller vis alt.</p></Nothing>}
      {more && state === "there" && <div class="actions"><button type="button" class="button button-secondary" onClick={() => void fetchRows(rows[rows.length - 1]?.number ?? 0)}>Vis flere</button></div>}
    </>
  );
}
