// Gives each form for a passkey to django-allauth's script, where the browser has passkeys, and says why one was not used.
(function () {
  "use strict";
  const buttons = { addForm: "add", authenticateForm: "authenticate", loginForm: "login" };
  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    if (!window.PublicKeyCredential) {
      return;
    }
    const ids = { credential: form.querySelector("[name=credential]").id, data: "passkey_data" };
    const passwordless = form.querySelector("[name=passwordless]");
    if (passwordless) {
      ids.passwordless = passwordless.id;
    }
    ids[buttons[form.dataset.passkey]] = form.querySelector("button").id;
    window.allauth.webauthn.forms[form.dataset.passkey]({ ids: ids });
    form.hidden = false;
    document.querySelectorAll("[data-without-passkeys]").forEach(function (instead) {
      instead.hidden = true;
    });
  });
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    document.getElementById("passkey_error").hidden = false;
  });
})();
