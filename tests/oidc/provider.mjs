// An OpenID provider on loopback: oidc-provider with its own pages for signing in, where any password is good.
// usage: node provider.mjs PORT REDIRECT
import Provider from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const groups = { mette: ["Netvaerk-Sekretariat", "Alle"], admin: ["Netvaerk-Admin"], ole: ["Alle"], anna: ["Netvaerk-Redaktion"] };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "forhal", client_secret: "test-client-secret", redirect_uris: [redirect] }],
  claims: { openid: ["sub"], profile: ["preferred_username", "groups"] },
  conformIdTokenClaims: false,
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id, groups: groups[id] ?? [] }),
  }),
  pkce: { required: () => true },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
