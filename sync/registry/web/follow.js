// The code from behind the '#' goes into the field, and out of the address and the history.
var field = document.getElementById("code");
if (field && location.hash.length > 1) {
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
}
