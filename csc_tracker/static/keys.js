// Ctrl and Enter together press the main button of the page’s form, wherever the keyboard is.
"use strict";
const form = document.querySelector("[data-saved-by-key]");
const main = form?.querySelector("[data-main]");
if (main) {
  form.querySelector("[data-key-note]").hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    main.click();
  });
}
