// Ctrl and Enter together press a form’s main button, wherever in the form the keyboard is.
"use strict";
for (const form of document.querySelectorAll("[data-saved-by-key]")) {
  const main = form.querySelector("[data-main]");
  if (!main) continue;
  form.querySelector("[data-key-note]").hidden = false;
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    main.click();
  });
}
