// What the registry calls things that citizens gave, as people say it.
export const kindNames: Record<string, string> = {
  interest: "Interesse", seat: "Plads i en Founding Group", idea: "Idé", support: "Støtte til en idé",
  withdraw: "Ønske om at trække tilbage", erase: "Ønske om sletning", correct: "Ønske om rettelse",
  request: "Ønsker om at rette, slette eller trække tilbage", log: "Hvem gjorde hvad", mail: "Mails, der ikke kom frem", proof: "Beviser for sletning",
};
export const kindName = (kind: string): string => kindNames[kind] ?? kind;
