// The municipality's own accounts (OpenID Connect by a proxy in front), where the registry has them.
import { useEffect, useState } from "preact/hooks";
import { api, root } from "../api";
import { place } from "../route";
import { Icon } from "./icon";

interface Ways {
  password: boolean;
  oidc: boolean;
}

// Until it is known, as most registries are.
export function useWays(): Ways {
  const [ways, setWays] = useState<Ways>({ password: true, oidc: false });
  useEffect(() => {
    api<Ways>("GET", "v1/session/ways").then(setWays, () => {});
  }, []);
  return ways;
}

// Why somebody came back without being signed in; the registry writes it into the address.
const reasons: Record<string, string> = {
  no_role: "Du er kendt af kommunen, men ingen af dine grupper har adgang her. Bed en administrator om at komme med i en.",
  disabled: "Din adgang her er lukket. Spørg en administrator.",
  local_name: "Der er allerede en bruger her med samme navn som din konto. Spørg en administrator.",
  bad_name: "Kommunens login gav os intet navn, vi kan bruge. Spørg en administrator.",
};

function cameBackWith(): string {
  return reasons[place.value.search.get("oidc") ?? ""] ?? "";
}

export function Accounts({ ways }: { ways: Ways }) {
  const [reason] = useState(cameBackWith);
  if (!ways.oidc) return null;
  return (
    <div class="sheet">
      {reason !== "" && (
        <div class="alert alert-warning" role="alert">
          <Icon name="warning" class="alert-icon" />
          <div class="alert-body">
            <p class="alert-text">{reason}</p>
          </div>
        </div>
      )}
      <a class={`button ${ways.password ? "button-secondary" : "button-primary"}`} href={`${root}oidc`}>
        Log ind med kommunens konto
      </a>
    </div>
  );
}
