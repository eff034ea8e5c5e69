import { api } from "../api";
import { Loaded, useLoad } from "../parts/load";
import { SetUp } from "../parts/set-up";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { go, wanted } from "../route";

export default function SecondFactor() {
  const load = useLoad(() => api<{ uri: string }>("POST", "v1/session/totp", {}));
  const done = () => {
    say("Din telefon er klar.");
    go(wanted(), true);
  };
  return (
    <div class="narrow">
      <Top title="Gør din telefon klar" lead="En kode fra telefonen sørger for, at en stjålet adgangskode ikke er nok." />
      <Loaded load={load} sentences={{ has_second_factor: "Din telefon er klar allerede." }}>
        {({ uri }) => <SetUp uri={uri} onDone={done} />}
      </Loaded>
    </div>
  );
}
