/* A page opened from the disk gets no modules, so nothing runs: it says what to do. A classic script, for the same reason. */
if (location.protocol === "file:") {
  const form = document.querySelector("#veckron-calculator, #veckron-checker");
  const note = '<p class="veckron-note">This page was opened from the disk, where a browser runs no Python. ' +
    "Run <code>make serve</code> in the folder of the project, and open the address that it prints.</p>";
  if (form) form.innerHTML = note;
  else document.querySelector("div.cell > :is(.cell_input, details)")?.insertAdjacentHTML("afterend", note);
}
