// A file was imported beside the draft: both have to become one before the draft can be published.
export function NewerNote({ newest, onMerge }: { newest: number; onMerge: () => void }) {
  return (
    <div class="alert alert-warning" role="alert">
      <div class="alert-body">
        <p class="alert-text">En indlæsning fra fil kom imens, og den er på skærmene (udgave {newest}). Kladden skal samles med den, før den kan udgives.</p>
        <p class="alert-text"><button type="button" class="function-link" onClick={onMerge}>Saml de to</button></p>
      </div>
    </div>
  );
}
