// Keys of the review: they act only while the focus is in a proposal, and every one has its own button or link.
"use strict";
document.getElementById("review")?.addEventListener("keydown", (event) => {
  const here = event.target.closest("[data-proposal]");
  if (!here || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    const all = [...document.querySelectorAll("[data-proposal]")];
    const next = all[all.indexOf(here) + (key === "j" ? 1 : -1)];
    if (next) next.focus();
    event.preventDefault();
    return;
  }
  const press = here.querySelector(`[data-key="${key}"]`);
  if (press) {
    press.click();
    event.preventDefault();
  }
});
// After a press the page opens at the proposal or row that was decided: the focus goes there too.
if (location.hash.length > 1) document.getElementById(location.hash.slice(1))?.focus();
