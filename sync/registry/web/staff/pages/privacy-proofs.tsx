// Proofs of erasures. For the secretariat.
import { api } from "../api";
import { Loaded, Nothing, useLoad } from "../parts/load";
import { ProofSheet, type Proof } from "../parts/proof";
import { Top } from "../parts/top";

export default function PrivacyProofs() {
  const load = useLoad((signal) => api<{ proofs: Proof[] }>("GET", "v1/staff/privacy/proofs", undefined, signal));
  const put = (proof: Proof) => load.data && load.put({ proofs: load.data.proofs.map((one) => (one.number === proof.number ? proof : one)) });
  return (
    <>
      <Top title="Beviser for sletning" lead="Hver gang I sletter, leder registret i sine egne filer efter det, der blev slettet. Der står intet af det i beviset." back={{ to: "/privacy", text: "Privatliv" }} />
      <Loaded load={load}>
        {({ proofs }) => (proofs.length === 0
          ? <Nothing title="Der er ikke slettet noget her endnu"><p>Beviser kommer, når I sletter noget under Privatliv.</p></Nothing>
          : <>{proofs.map((proof) => <ProofSheet key={proof.number} proof={proof} onUpdate={put} />)}</>)}
      </Loaded>
      <p class="quiet">Sikkerhedskopier kan registret ikke læse. Lægges en tilbage, sletter registret det samme igen, før nogen kan spørge.</p>
    </>
  );
}
