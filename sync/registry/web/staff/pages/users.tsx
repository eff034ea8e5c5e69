// Who may sign in: inviting, roles, and helping whoever has lost the telephone. For administrators.
import { useMemo, useState } from "preact/hooks";
import { api, root } from "../api";
import { dayText } from "../dates";
import { ask, Dialog } from "../parts/dialog";
import { Form, SelectField, TextField, type Problems } from "../parts/form";
import { Icon } from "../parts/icon";
import { Loaded, useLoad } from "../parts/load";
import { NetworkPicker, useNetworkTitles } from "../parts/network-picker";
import { State } from "../parts/state";
import { Table, type Column } from "../parts/table";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { roleNames, roles, session, type Role } from "../session";

interface User {
  name: string;
  role: Role;
  second_factor: boolean;
  password_only?: boolean;
  disabled?: string;
  networks: string[];
}
interface Invitation {
  name: string;
  role: Role;
  networks: string[];
  expires: string;
}
interface Everybody {
  users: User[];
  invitations: Invitation[];
}

const choices = roles.map((role) => [role, roleNames[role]] as const);
const explained: Record<Role, string> = {
  editor: "Retter sine egne netværk og ser dem blive til på skærmen.",
  secretariat: "Retter alle netværk, læser og besvarer det, borgerne skriver, og passer kioskerne.",
  administrator: "Alt det, sekretariatet kan, og desuden brugere og log.",
};

export default function Users() {
  const load = useLoad((signal) => api<Everybody>("GET", "v1/staff/users", undefined, signal));
  const titles = useNetworkTitles();
  const [inviting, setInviting] = useState<{ name: string; role: Role; networks: string[] } | null>(null);
  const [changing, setChanging] = useState<User | null>(null);
  const named = (ids: string[]) => ids.map((id) => titles[id] ?? id).join(", ");

  const deed = async (user: { name: string }, what: string, question: { title: string; text: string; yes: string; danger?: boolean }, said: string) => {
    const done = await ask({ ...question, act: () => api("POST", "v1/staff/users", { name: user.name, do: what }) });
    if (!done) return;
    say(said);
    load.again();
  };
  const columns = useMemo<Column<User>[]>(() => [
    { key: "name", title: "Navn", sort: (user) => user.name, cell: (user) => <strong>{user.name}{user.name === session.value?.name && " (dig)"}</strong> },
    { key: "role", title: "Rolle", sort: (user) => roles.indexOf(user.role), cell: (user) => (
      <>{roleNames[user.role]}{user.role === "editor" && <><br /><span class="quiet small">{named(user.networks) || "ingen netværk endnu"}</span></>}</>
    ) },
    { key: "state", title: "Tilstand", sort: (user) => (user.disabled ? 2 : user.second_factor ? 0 : 1), cell: (user) => (
      user.disabled ? <State kind="bad">Lukket</State>
      : user.second_factor ? <State kind="good">Klar</State>
      : user.password_only ? <State kind="wait">Kun adgangskode</State>
      : <State kind="wait">Mangler telefon</State>
    ) },
    { key: "do", title: "Handlinger", hideTitle: true, cell: (user) => user.name !== session.value?.name && (
      <div class="row-actions">
        <button type="button" class="function-link" onClick={() => setChanging(user)}><Icon name="edit" />Rolle<span class="sr-only"> for {user.name}</span></button>
        {user.second_factor && (
          <button type="button" class="function-link" onClick={() => void deed(user, "reset", { title: `Nulstil telefonen for ${user.name}?`, text: "Personen logges ud overalt og sætter en ny telefon op ved næste log ind. De gamle nødkoder dur ikke mere. Vær sikker på, at det er personen selv, der beder om det.", yes: "Nulstil telefonen", danger: true }, "Telefonen er nulstillet.")}><Icon name="refresh" />Nulstil telefon<span class="sr-only"> for {user.name}</span></button>
        )}
        {user.disabled
          ? <button type="button" class="function-link" onClick={() => void deed(user, "enable", { title: `Åbn for ${user.name} igen?`, text: "Personen kan igen logge ind med sin adgangskode og telefon.", yes: "Åbn igen" }, `${user.name} kan logge ind igen.`)}><Icon name="check" />Åbn<span class="sr-only"> for {user.name}</span></button>
          : <button type="button" class="function-link" onClick={() => void deed(user, "disable", { title: `Luk for ${user.name}?`, text: "Personen logges ud med det samme og kan ikke logge ind, før du åbner igen. Det, personen har gjort, står stadig i loggen.", yes: "Luk", danger: true }, `Der er lukket for ${user.name}.`)}><Icon name="close" />Luk<span class="sr-only"> for {user.name}</span></button>}
      </div>
    ) },
  ], [titles]);

  return (
    <>
      <Top title="Brugere" lead="Hvem kan logge ind, og hvad må de?">
        <button type="button" class="button button-primary" onClick={() => setInviting({ name: "", role: "editor", networks: [] })}><Icon name="add" />Invitér</button>
      </Top>
      <Loaded load={load}>
        {({ users, invitations }) => (
          <>
            {invitations.length > 0 && (
              <section>
                <h2>Inviteret</h2>
                <Table caption="Åbne invitationer" rows={invitations} keyOf={(one) => one.name} names={["invitation", "invitationer"]} empty={{ title: "Ingen" }}
                  columns={[
                    { key: "name", title: "Navn", cell: (one) => <strong>{one.name}</strong> },
                    { key: "role", title: "Rolle", cell: (one) => <>{roleNames[one.role]}{one.networks.length > 0 && <><br /><span class="quiet small">{named(one.networks)}</span></>}</> },
                    { key: "expires", title: "Gælder til", cell: (one) => dayText(one.expires) },
                    { key: "do", title: "Handlinger", hideTitle: true, cell: (one) => (
                      <div class="row-actions">
                        <button type="button" class="function-link" onClick={() => setInviting(one)}><Icon name="refresh" />Nyt link<span class="sr-only"> til {one.name}</span></button>
                        <button type="button" class="function-link" onClick={() => void deed(one, "withdraw", { title: `Træk invitationen til ${one.name} tilbage?`, text: "Linket, du har givet videre, dur ikke mere.", yes: "Træk tilbage", danger: true }, "Invitationen er trukket tilbage.")}><Icon name="remove" />Træk tilbage<span class="sr-only"> for {one.name}</span></button>
                      </div>
                    ) },
                  ]} />
              </section>
            )}
            <section>
              {invitations.length > 0 && <h2>Kan logge ind</h2>}
              <Table caption="Brugere" rows={users} columns={columns} keyOf={(user) => user.name} text={(user) => `${user.name} ${roleNames[user.role]} ${named(user.networks)}`} searchLabel="Søg efter navn, rolle eller netværk"
                first={{ key: "name" }} names={["bruger", "brugere"]} empty={{ title: "Ingen brugere endnu" }} />
            </section>
          </>
        )}
      </Loaded>
      {inviting && <Invite key={inviting.name} first={inviting} onClose={(made) => { setInviting(null); if (made) load.again(); }} />}
      {changing && <Change user={changing} onClose={(done) => { setChanging(null); if (done) load.again(); }} />}
    </>
  );
}

function RoleFields({ role, onRole, networks, onNetworks }: { role: Role; onRole: (role: Role) => void; networks: string[]; onNetworks: (networks: string[]) => void }) {
  return (
    <>
      <SelectField id="user-role" label="Rolle" hint={explained[role]} value={role} onValue={onRole} choices={choices} />
      {role === "editor" && <NetworkPicker id="user-networks" label="Egne netværk" chosen={networks} onChosen={onNetworks} />}
    </>
  );
}

function Invite({ first, onClose }: { first: { name: string; role: Role; networks: string[] }; onClose: (made: boolean) => void }) {
  const [name, setName] = useState(first.name);
  const [role, setRole] = useState(first.role);
  const [networks, setNetworks] = useState(first.networks);
  const [link, setLink] = useState<{ link: string; days: number } | null>(null);
  const check = (): Problems => (name.trim() === "" ? { "invite-name": "Skriv, hvad personen skal hedde her." } : {});
  const send = async () => {
    setLink(await api("POST", "v1/staff/invitations", { name: name.trim(), role, ...(role === "editor" ? { networks } : {}) }));
  };
  if (link) {
    const whole = new URL(root.replace(/\/$/, "") + link.link, location.origin).href;
    const copy = async () => {
      await navigator.clipboard.writeText(whole);
      say("Linket er kopieret.");
    };
    return (
      <Dialog key="link" title={`Link til ${name.trim()}`} onClose={() => onClose(true)}>
        <p>Giv linket til {name.trim()} ad en vej, andre ikke kan læse med på. Den, der åbner det først, vælger adgangskoden. Det gælder i {link.days} dage og kun én gang, og det vises kun nu.</p>
        <div class="form-group">
          <label class="form-label" for="invite-link">Linket</label>
          <div class="beside">
            <input id="invite-link" class="form-input" readOnly value={whole} onFocus={(event) => event.currentTarget.select()} />
            {"clipboard" in navigator && <button type="button" class="button button-secondary" onClick={() => void copy()}><Icon name="copy" />Kopiér</button>}
          </div>
        </div>
        <div class="actions"><button type="button" class="button button-primary" onClick={() => onClose(true)}>Færdig</button></div>
      </Dialog>
    );
  }
  return (
    <Dialog key="form" title="Invitér" onClose={() => onClose(false)}>
      <Form submit="Lav linket" check={check} send={send} fieldOf={{ name_taken: "invite-name", bad_name: "invite-name" }} sentences={{ bad_name: "Et navn er på højst 64 tegn og begynder ikke med en parentes.", too_many: "For mange invitationer er åbne. Træk en tilbage først." }}
        more={<button type="button" class="button button-secondary" onClick={() => onClose(false)}>Fortryd</button>}>
        {(problems) => (
          <>
            <TextField id="invite-name" label="Navn" hint="Det, personen logger ind med, og som står i loggen." value={name} onValue={setName} problem={problems["invite-name"]} readOnly={first.name !== ""} />
            <RoleFields role={role} onRole={setRole} networks={networks} onNetworks={setNetworks} />
          </>
        )}
      </Form>
    </Dialog>
  );
}

function Change({ user, onClose }: { user: User; onClose: (done: boolean) => void }) {
  const [role, setRole] = useState(user.role);
  const [networks, setNetworks] = useState(user.networks);
  const send = async () => {
    await api("POST", "v1/staff/users", { name: user.name, do: "role", role, ...(role === "editor" ? { networks } : {}) });
    say(`${user.name} er nu ${roleNames[role].toLowerCase()}.`);
    onClose(true);
  };
  return (
    <Dialog title={`Rolle for ${user.name}`} onClose={() => onClose(false)}>
      <p>Når rollen ændres, logges personen ud og må logge ind igen.</p>
      <Form submit="Gem" send={send} more={<button type="button" class="button button-secondary" onClick={() => onClose(false)}>Fortryd</button>}>
        {() => <RoleFields role={role} onRole={setRole} networks={networks} onNetworks={setNetworks} />}
      </Form>
    </Dialog>
  );
}
